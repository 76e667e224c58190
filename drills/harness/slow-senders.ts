/** Connections that say nothing, or a byte a second: how long the service puts up with each. */
import { connect } from 'node:net';
import { CONTRACTS } from './wishes.js';

const DRIP_MS = 1_000;
const HOST = 'Host: 127.0.0.1\r\n';
const TYPE = 'Content-Type: application/json\r\n';

/** What is said at once, and what drips afterwards. */
const WAYS: Record<string, [said: string, drips: string]> = {
  silent: ['', ''],
  'half a line': ['GET /li', ''],
  'half the headers': [`GET /livez HTTP/1.1\r\n${HOST}X-A: 1\r\n`, ''],
  'dripping headers': [`GET /livez HTTP/1.1\r\n${HOST}X-A: `, 'a'],
  'no body': [`POST ${CONTRACTS} HTTP/1.1\r\n${HOST}${TYPE}Content-Length: 500\r\n\r\n`, ''],
  'dripping body': [`POST ${CONTRACTS} HTTP/1.1\r\n${HOST}${TYPE}Content-Length: 500\r\n\r\n`, ' '],
  'dripping chunks': [`POST ${CONTRACTS} HTTP/1.1\r\n${HOST}${TYPE}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
  'waiting for 100': [
    `POST ${CONTRACTS} HTTP/1.1\r\n${HOST}${TYPE}Expect: 100-continue\r\nContent-Length: 500\r\n\r\n`,
    '',
  ],
  'a second request, half': [`GET /livez HTTP/1.1\r\n${HOST}\r\nGET /livez HTTP/1.1\r\n`, ''],
};

export class SlowSenders {
  /** Seconds until the service hung up, by the way of sending; the longest of each. */
  readonly secondsOpen: Record<string, number> = {};
  private readonly closed: Promise<void>[] = [];

  constructor(
    private readonly port: number,
    each: number,
  ) {
    for (const [way, [said, drips]] of Object.entries(WAYS)) {
      for (let n = 0; n < each; n += 1) this.closed.push(this.open(way, said, drips));
    }
  }

  get count(): number {
    return this.closed.length;
  }

  async untilClosed(): Promise<void> {
    await Promise.all(this.closed);
  }

  private open(way: string, said: string, drips: string): Promise<void> {
    const began = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const socket = connect(this.port, '127.0.0.1', () => {
      socket.write(said);
      if (drips) timer = setInterval(() => socket.write(drips), DRIP_MS);
    });
    socket.on('error', () => undefined); // a reset is an end like any other
    socket.resume();
    return new Promise((resolve) =>
      socket.once('close', () => {
        clearInterval(timer);
        const seconds = Math.round((performance.now() - began) / 100) / 10;
        this.secondsOpen[way] = Math.max(this.secondsOpen[way] ?? 0, seconds);
        resolve();
      }),
    );
  }
}
