/** One call to a server of android-sms-gateway: bounded in time and size, no redirect followed, and word of how far it got. */
import { once } from 'node:events';
import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { TOO_LARGE } from './http-answers.js';

const MAX_ANSWER_BYTES = 64 * 1024; // an answer about one text is about 300 bytes

export interface AndroidAccount {
  /** Without a slash at the end; `/messages` and `/webhooks` follow it. */
  url: string;
  username: string;
  password: string;
}

export interface ServerAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Why there is no answer. Never the request: it holds the password. */
export interface ServerFault {
  code: string;
  /** From here on bytes of the request may have arrived. */
  isConnected: boolean;
}

export async function postToServer(
  account: AndroidAccount,
  path: string,
  body: object,
  timeoutMs: number,
): Promise<ServerAnswer | ServerFault> {
  const signal = AbortSignal.timeout(timeoutMs); // over name lookup, connection and the whole answer
  let isConnected = false;
  try {
    const request = open(account, path, signal);
    request.once('socket', (socket) => {
      socket.once(request.protocol === 'https:' ? 'secureConnect' : 'connect', () => (isConnected = true));
    });
    request.end(JSON.stringify(body));
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, headers: answer.headers, text: await readText(answer) };
  } catch (error) {
    const code = signal.aborted ? 'ABORT_ERR' : String((error as NodeJS.ErrnoException).code ?? '');
    return { code, isConnected };
  }
}

function open({ url, username, password }: AndroidAccount, path: string, signal: AbortSignal): ClientRequest {
  const { request } = url.startsWith('https:') ? https : http;
  const opened = request(url + path, {
    ...{ method: 'POST', signal },
    agent: false, // a fresh connection: one kept from before may be dead, and nobody could tell whether it took the text
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json',
      Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    },
  });
  return opened.on('error', () => undefined); // also after the answer began, when nobody waits for it any more
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the connection.
    if (size > MAX_ANSWER_BYTES) throw Object.assign(new Error('The answer is too large'), { code: TOO_LARGE });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
