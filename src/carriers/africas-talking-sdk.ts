/** The official SDK, given per call what it lacks: an address, a deadline, limits, and word of how far the call got. */
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { createRequire } from 'node:module';

const MAX_ANSWER_BYTES = 64 * 1024; // an answer for one recipient is about 300 bytes

export interface SmsCall {
  readonly url: string;
  readonly signal: AbortSignal;
  readonly maxAnswerBytes?: number; // 64 KiB unless given
  isRequested: boolean; // past the SDK's own checks
  isConnected: boolean; // from here on bytes of the text may have left
}

export interface SdkSms {
  send(params: { to: string; message: string; from?: string }): Promise<unknown>;
  fetchMessages(params: { lastReceivedId: string }): Promise<unknown>;
}

type Sdk = (account: { username: string; apiKey: string }) => { SMS: SdkSms };

interface Axios {
  interceptors: {
    request: {
      use(
        fulfilled: (config: object) => object,
        rejected: null,
        options: { synchronous: boolean; runWhen: () => boolean },
      ): number;
    };
  };
}

let currentCall: SmsCall | undefined;
let sdk: Sdk | undefined;

/** Loads on first use: the package and its phone tables take 0.2 to 0.5 s and some 30 MB. */
export function createSdkSms(account: { username: string; apiKey: string }): SdkSms {
  sdk ??= loadSdk();
  return sdk(account).SMS;
}

/**
 * Runs `work`, one call of `SdkSms`, under this call's address, deadline and limits. The SDK reaches axios, and axios our
 * interceptor, before `work` returns its promise; an AsyncLocalStorage would make every promise of the service slower.
 */
export function runCall<T>(call: SmsCall, work: () => Promise<T>): Promise<T> {
  currentCall = call;
  try {
    return work();
  } finally {
    currentCall = undefined;
  }
}

function loadSdk(): Sdk {
  const require = createRequire(import.meta.url);
  // The very axios the SDK calls: an `import` would get the ESM build, another instance.
  const axios = createRequire(require.resolve('africastalking'))('axios') as Axios;
  // The SDK's addresses and sandbox switch, and axios' defaults, are global to the process. An interceptor that wakes
  // for our calls only lets gateways with different addresses and timeouts live side by side, and changes nobody else.
  axios.interceptors.request.use((config) => ({ ...config, ...limitsOf(currentCall) }), null, {
    synchronous: true,
    runWhen: () => currentCall !== undefined,
  });
  return require('africastalking') as Sdk;
}

function limitsOf(call: SmsCall | undefined): object {
  if (!call) return {};
  call.isRequested = true;
  return {
    url: call.url,
    signal: call.signal, // one deadline over name lookup, connection and the whole answer; destroys the socket
    maxContentLength: call.maxAnswerBytes ?? MAX_ANSWER_BYTES,
    transport: { request: (options: RequestOptions, onAnswer: OnAnswer) => watchRequest(call, options, onAnswer) },
  };
}

type OnAnswer = (answer: IncomingMessage) => void;

/** Node's own client, so a redirect is an answer like any other and the API key goes to no second address. */
function watchRequest(call: SmsCall, options: RequestOptions, onAnswer: OnAnswer): ClientRequest {
  const isTls = options.protocol === 'https:';
  const request = (isTls ? https : http).request(options, onAnswer);
  request.once('socket', (socket) => {
    const markConnected = () => {
      call.isConnected = true;
    };
    if (socket.connecting) socket.once(isTls ? 'secureConnect' : 'connect', markConnected);
    else markConnected(); // kept alive from an earlier call, or a proxy's tunnel
  });
  return request;
}
