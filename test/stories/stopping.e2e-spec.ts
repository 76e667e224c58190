/** SIGTERM: told on /readyz, served on for the delay, everything begun is answered, nobody is left hanging. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { aContract } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';
import { CONTRACTS } from './agreement.js';

import.meta.jest.setTimeout(60_000);

let app: App;
let ended: Promise<number | null>;
let stoppedAfterMs: number;
const sockets: Line[] = [];

/** A connection whose bytes the test holds in its hand. */
class Line {
  received = '';
  isClosed = false;
  private readonly socket: Socket;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname);
    this.socket.on('data', (bytes) => (this.received += bytes));
    this.socket.on('error', () => {});
    this.socket.once('close', () => {
      this.isClosed = true;
    });
    sockets.push(this);
  }

  connected = async () => void (await once(this.socket, 'connect'));
  say = (text: string) => void this.socket.write(text);
  end = () => void this.socket.destroy();
  answers = () => this.received.split(/(?=HTTP\/1\.1 )/);
  until = (isSo: (text: string) => boolean) => until(() => this.received, isSo);
}

const body = JSON.stringify(aContract());
const head = (method: string, path: string, more = '') =>
  `${method} ${path} HTTP/1.1\r\nHost: ndiyo\r\nContent-Type: application/json\r\n${more}\r\n`;
const posted = head('POST', CONTRACTS, `Content-Length: ${body.length}\r\n`);

let halfSent: Line;
let kept: Line;
let unused: Line;
let stream: Line;
let newcomer: Line;
let readiness: { status: number; body: { status: string } };

beforeAll(async () => {
  app = await startApp({ env: { STOP_DELAY: '1' } });
  [halfSent, kept, unused, stream] = [0, 1, 2, 3].map(() => new Line(app.url)) as [Line, Line, Line, Line];
  await Promise.all([halfSent.connected(), unused.connected()]);
  halfSent.say(posted + body.slice(0, 20));
  kept.say(head('GET', '/livez'));
  stream.say(head('GET', '/api/v1/events'));
  await kept.until((text) => text.includes('alive'));
  await stream.until((text) => text.includes('retry:'));
  const began = performance.now();
  ended = app.close().then((code) => {
    stoppedAfterMs = performance.now() - began;
    return code;
  });
  await until(app.output, (text) => text.includes('"stopping"'));
  readiness = await app.http.get('/readyz');
  newcomer = new Line(app.url);
  newcomer.say(posted + body);
  kept.say(head('GET', '/livez'));
  await newcomer.until((text) => text.includes('contract_id'));
  halfSent.say(body.slice(20));
  await ended;
});
afterAll(async () => {
  for (const socket of sockets) socket.end();
  await app.close();
});

test('/readyz says at once that it stops', () => {
  expect(readiness).toMatchObject({ status: 503, body: { status: 'stopping' } });
});

test('whoever comes during the delay is served, and told that the connection ends', () => {
  expect(newcomer.received).toMatch(/^HTTP\/1\.1 201 [\s\S]*\r\nConnection: close\r\n/i);
});

test('a request that had begun is answered', () => {
  expect(halfSent.received).toMatch(/^HTTP\/1\.1 201 [\s\S]*\r\nConnection: close\r\n/i);
});

test('a connection that was kept ends with its next answer', () => {
  const [first, last] = kept.answers();
  expect(first).not.toMatch(/^Connection: close/im);
  expect(last).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\nConnection: close\r\n/i);
  expect(kept.isClosed).toBe(true);
});

test('a stream of events comes to its end, so that its reader goes on elsewhere', () => {
  expect(stream.received).toMatch(/\r\n0\r\n\r\n$/);
});

test('a connection on which nothing was asked holds nobody up: the end is clean, and soon', async () => {
  expect(unused.isClosed).toBe(true);
  expect(await ended).toBe(0);
  expect(stoppedAfterMs).toBeGreaterThan(1_000);
  expect(stoppedAfterMs).toBeLessThan(8_000);
});
