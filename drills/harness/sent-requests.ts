/** Sends what was made, as it is, and tells it so that it can be sent again by hand. */
import { type ClientRequest, request } from 'node:http';
import type { Answer } from './client.js';
import type { MadeRequest } from './made-requests.js';

const TIMEOUT_MS = 20_000;

/** The path goes out as it is, however broken. A stream without end is left at its first byte. */
export function exchange(url: string, { operation, path, headers, body }: MadeRequest): Promise<Answer> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const options = { hostname, port, path, method: operation.method, headers: { ...length, ...headers } };
    const sent: ClientRequest = request(options, (answer) => {
      const chunks: Buffer[] = [];
      const end = () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, ms: performance.now() - began });
      };
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('end', end);
      answer.once('error', reject);
      if (answer.headers['content-type']?.startsWith('text/event-stream')) {
        end();
        sent.destroy();
      }
    });
    sent.setTimeout(TIMEOUT_MS, () => sent.destroy(new Error('no answer in time')));
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Without the valid keys. */
export function told({ operation, path, headers, body }: MadeRequest): string {
  const given = { ...headers, ...(headers['X-API-Key']?.startsWith('ndy_') && { 'X-API-Key': '…' }) };
  const shown =
    body === undefined
      ? ''
      : ` ${JSON.stringify(body.length > 600 ? `${body.slice(0, 600)}… (${body.length})` : body)}`;
  return `${operation.method} ${path.slice(0, 300)} ${JSON.stringify(given)}${shown}`;
}
