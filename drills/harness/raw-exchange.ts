/** Bytes over one TCP connection, and the HTTP answers that came back, told apart by their own lengths. */
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  head: string;
  body: string;
}

export interface RawExchange {
  answers: RawAnswer[];
  /** What came and is no whole answer. */
  rest: string;
  /** The service hung up by itself, before it was told that no more would come. */
  isHungUp: boolean;
  /** Within half a minute. */
  isClosed: boolean;
}

// What waits for more bytes waits in vain: after so long without an answer it is told that none will come.
const QUIET_MS = 300;
const CLOSED_WITHIN_MS = 30_000;
const IGNORES_BODY = new Set([204, 304]);

export function exchangeBytes(port: number, parts: Buffer[], isHead: boolean): Promise<RawExchange> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let isEnded = false;
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const end = () => {
      isEnded = true;
      socket.end();
    };
    let quiet = setTimeout(end, QUIET_MS);
    let [isHungUp, isClosed] = [false, true];
    const giveUp = setTimeout(() => {
      isClosed = false;
      socket.destroy();
    }, CLOSED_WITHIN_MS);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      clearTimeout(quiet);
      quiet = setTimeout(end, QUIET_MS / 4);
    });
    socket.on('error', () => undefined); // a reset is an end like any other
    socket.once('end', () => {
      isHungUp = !isEnded;
      end();
    });
    socket.once('close', () => {
      clearTimeout(quiet);
      clearTimeout(giveUp);
      resolve({ ...readAnswers(Buffer.concat(chunks), isHead), isHungUp, isClosed });
    });
    void writeAll(socket, parts);
  });
}

async function writeAll(socket: Socket, parts: Buffer[]): Promise<void> {
  for (const part of parts) await new Promise<void>((done) => socket.write(part, () => done()));
}

/** Interim answers (1xx) are none. */
function readAnswers(bytes: Buffer, isHead: boolean): Pick<RawExchange, 'answers' | 'rest'> {
  const answers: RawAnswer[] = [];
  let left = bytes.toString('latin1');
  for (;;) {
    const match = /^HTTP\/1\.1 (\d{3})[^\r\n]*\r\n([\s\S]*?)\r\n\r\n/.exec(left);
    if (!match) return { answers, rest: left };
    const [head, code] = [match[0], Number(match[1])];
    const after = left.slice(head.length);
    if (code < 200) {
      left = after;
      continue;
    }
    const { body, rest } = isHead || IGNORES_BODY.has(code) ? { body: '', rest: after } : readBody(head, after);
    answers.push({ status: code, head, body });
    left = rest;
  }
}

function readBody(head: string, after: string): { body: string; rest: string } {
  const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1];
  if (length !== undefined) return { body: after.slice(0, Number(length)), rest: after.slice(Number(length)) };
  if (!/\r\ntransfer-encoding: *chunked\r\n/i.test(head)) return { body: after, rest: '' };
  let [body, rest] = ['', after];
  for (;;) {
    const [line = '', size = ''] = /^([0-9a-f]+)\r\n/i.exec(rest) ?? [];
    const bytes = Number.parseInt(size, 16);
    if (!(bytes > 0)) return { body, rest: rest.slice(line.length + 2) };
    body += rest.slice(line.length, line.length + bytes);
    rest = rest.slice(line.length + bytes + 2);
  }
}
