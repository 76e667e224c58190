/** One connection that sends a request, waits for its answer, and sends the next. As little work as possible. */
import { createConnection } from 'node:net';
import type { NextRequest } from './load-requests.js';

const HEAD_END = '\r\n\r\n';

/** Resolves when there is no further request; rejects on the first answer that is not a success. */
export function converse(url: string, next: NextRequest, answered: (ms: number) => void): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: hostname, port: Number(port), noDelay: true });
    let sentAt = 0;
    let received = '';
    let isOver = false;
    const finish = (settle: () => void) => {
      isOver = true;
      socket.destroy();
      settle();
    };
    const send = () => {
      const request = next();
      if (request === null) return finish(resolve);
      received = '';
      sentAt = performance.now();
      socket.write(request, 'latin1');
    };
    // One byte a unit, so that Content-Length counts units.
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('data', (chunk: string) => {
      received = received === '' ? chunk : received + chunk;
      const end = endOf(received);
      if (end === null || received.length < end) return;
      const fault = faultOf(received, end);
      if (fault) return finish(() => reject(new Error(`${request(url)} ${fault}`)));
      answered(performance.now() - sentAt);
      send();
    });
    socket.on('error', (error) => finish(() => reject(error)));
    socket.on('close', () => isOver || reject(new Error(`${url} closed the connection instead of answering`)));
  });
}

const request = (url: string) => `a request to ${url}`;

/** Length of the whole answer, null while its head is not there. */
function endOf(text: string): number | null {
  const head = text.indexOf(HEAD_END);
  if (head < 0) return null;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  return length === undefined ? text.length : head + HEAD_END.length + Number(length);
}

function faultOf(text: string, end: number): string | null {
  if (text.length > end) return 'got more than one answer';
  if (!/\r\ncontent-length:/i.test(text)) return `got an answer of unknown length: ${text.slice(0, 300)}`;
  return text[9] === '2' ? null : `was answered badly: ${text}`;
}
