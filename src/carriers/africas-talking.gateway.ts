/** Texts through Africa's Talking, on its official SDK. */
import { types } from 'node:util';
import { readAnswer } from './africas-talking-answers.js';
import { createSdkSms, runCall, type SdkSms, type SmsCall } from './africas-talking-sdk.js';
import { parseRetryAfterMs, readFailure, readHttpStatus } from './http-answers.js';
import { faultOfText, type OutgoingText, refuseUnsent, type SendResult, SmsGateway } from './sms.gateway.js';

const DEFAULT_TIMEOUT_MS = 15_000; // the sandbox sometimes never answers

export interface AfricasTalkingOptions {
  username: string; // `sandbox` means the sandbox
  apiKey: string;
  senderId?: string; // the two-way short code; without one the carrier uses a sender nobody can reply to
  baseUrl?: string;
  timeoutMs?: number;
}

interface Refusal {
  code?: unknown;
  message?: unknown;
  response?: { status: number; headers?: Record<string, unknown> };
}

export class AfricasTalkingGateway extends SmsGateway {
  readonly carrier = 'africastalking';
  // Private by the language, so that printing the gateway shows no key.
  readonly #options: AfricasTalkingOptions;
  readonly #url: string;
  #sms: SdkSms | undefined;

  constructor(options: AfricasTalkingOptions) {
    super();
    // The SDK checks too, but its error carries the key.
    if (!options.username || !options.apiKey) throw new Error("Africa's Talking needs a username and an API key");
    this.#options = { ...options };
    this.#url = formatMessagingUrl(options.username, options.baseUrl);
  }

  async send({ to, text }: OutgoingText): Promise<SendResult> {
    const fault = faultOfText({ to, text });
    if (fault) return refuseUnsent(fault);
    const { username, apiKey, senderId, timeoutMs = DEFAULT_TIMEOUT_MS } = this.#options;
    this.#sms ??= createSdkSms({ username, apiKey });
    const sms = this.#sms;
    const signal = AbortSignal.timeout(timeoutMs);
    const call: SmsCall = { url: this.#url, signal, isRequested: false, isConnected: false };
    const params = { to, message: text, ...(senderId && { from: senderId }) };
    try {
      return readAnswer(await runCall(call, () => sms.send(params)), to);
    } catch (error) {
      return readRejection(error, call, to);
    }
  }
}

/** Where texts are posted: the carrier's own address, its sandbox, or another (tests, proxies). */
export function formatMessagingUrl(username: string, baseUrl?: string): string {
  const isSandbox = username.toLowerCase() === 'sandbox';
  const carrierUrl = isSandbox ? 'https://api.sandbox.africastalking.com' : 'https://api.africastalking.com';
  return `${(baseUrl || carrierUrl).replace(/\/+$/, '')}/version1/messaging`;
}

/** Takes from the SDK's error only what is safe: its `config` holds the API key, so it is neither kept nor rethrown. */
function readRejection(error: unknown, call: SmsCall, to: string): SendResult {
  if (!call.isRequested) return refuseUnsent('invalid-number'); // all the SDK itself can still object to
  if (!types.isNativeError(error)) return readAnswer(error, to); // it rejects with the body of a 2xx that is not 201
  const { response, code, message } = error as Refusal;
  // A 2xx in an error is an answer that broke off: it may have said anything.
  if (!response || response.status < 300) return readFailure({ code, message }, call.isConnected);
  return readHttpStatus(response.status, parseRetryAfterMs(response.headers?.['retry-after'], Date.now()));
}
