/** One HTTP call on kept-alive connections, told exactly: what came back, how long it took, or how it broke. */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  ms: number;
}

export interface Call {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** Rejects when no whole answer came: refused, reset, or too late. */
export function call(url: string, { method = 'GET', path, headers = {}, body, timeoutMs }: Call): Promise<Answer> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const sent = request(url + path, { method, agent, headers: { ...length, ...headers } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, ms: performance.now() - began });
      });
      answer.once('aborted', () => reject(new Error('the answer broke off')));
    });
    sent.setTimeout(timeoutMs ?? TIMEOUT_MS, () => sent.destroy(new Error('no answer in time')));
    sent.once('error', reject);
    sent.end(body);
  });
}

export const get = (url: string, path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  call(url, { path, headers });

export const postJson = (
  url: string,
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  call(url, { method: 'POST', path, body, headers: { 'Content-Type': 'application/json', ...headers } });

/** Null for what is no JSON: a drill judges answers, it does not trip over them. */
// biome-ignore lint/suspicious/noExplicitAny: drills look into any answer
export function bodyOf({ text }: Answer): any {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** RFC 9457, as every error is promised to be. */
export function isProblem(answer: Answer): boolean {
  const type = answer.headers['content-type'] ?? '';
  const body = bodyOf(answer);
  return type.startsWith('application/problem+json') && body?.status === answer.status && Boolean(body.request_id);
}
