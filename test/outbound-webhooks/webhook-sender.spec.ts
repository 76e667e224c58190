import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import net from 'node:net';
import { type Outcome, WebhookSender } from '../../src/outbound-webhooks/webhook-sender.js';
import { LITERALS } from './literals.js';
import { answer, hang, type Sink, startSink } from './sink.js';
import { CERTIFICATE, KEY } from './tls.js';

const NEVER = new AbortController().signal;
const development = { isProduction: false };
const message = { headers: { 'webhook-id': 'evt_1' }, body: '{"type":"webhook.test"}' };

let sink: Sink;
let opened = 0;
const count = () => {
  opened += 1;
};
beforeAll(async () => {
  sink = await startSink();
  subscribe('net.client.socket', count);
});
afterAll(async () => {
  unsubscribe('net.client.socket', count);
  await sink.close();
});

const sender = new WebhookSender({ rules: development });
const send = (url: string, stop = NEVER): Promise<Outcome> => sender.send({ ...message, url }, stop);

test('the body arrives as it is, with its headers, and the answer comes back', async () => {
  sink.react('/good', answer(202, {}, 'taken\u0000\u001b[31m\u202e!'));
  expect(await send(sink.url('/good'))).toMatchObject({ statusCode: 202, error: null, answer: 'taken [31m !' });
  const [got] = sink.at('/good');
  expect(got).toMatchObject({ body: message.body, headers: { 'webhook-id': 'evt_1', connection: 'close' } });
  expect(got!.headers['user-agent']).toMatch(/^Ndiyo-Webhooks\/\d/);
  expect(got!.headers['content-type']).toBe('application/json');
});

test('a redirect is told, not followed', async () => {
  sink.react('/moved', answer(307, { Location: sink.url('/elsewhere') }));
  expect(await send(sink.url('/moved'))).toMatchObject({ statusCode: 307, error: null });
  expect(sink.at('/elsewhere')).toEqual([]);
});

test('of an answer without end 64 kB are read and 1,024 bytes kept; its status counts', async () => {
  let written = 0;
  sink.react('/endless', (_, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(16_384))) written += 16_384;
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  const outcome = await send(sink.url('/endless'));
  expect(outcome).toMatchObject({ statusCode: 200, error: null, answer: 'x'.repeat(1_024) });
  expect(outcome.durationMs).toBeLessThan(5_000);
  expect(written).toBeLessThan(16 * 1024 * 1024);
});

test('whoever does not answer, answers drop by drop, or has a name that nobody resolves, gets the time limit', async () => {
  sink.react('/hang', hang);
  const drip = (path: string, begin: (socket: net.Socket) => void) =>
    sink.react(path, (_, response) => {
      const { socket } = response;
      begin(socket!);
      const timer = setInterval(() => socket!.write('x'), 200);
      socket!.on('close', () => clearInterval(timer));
    });
  drip('/drip', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n'));
  drip('/drip-head', (socket) => socket.write('HTTP/1.1 200 OK\r\nX-Slow: '));
  const hurried = new WebhookSender({ rules: development, timeLimitMs: 600 });
  const silent = new WebhookSender({ rules: development, timeLimitMs: 600, resolve: () => new Promise(() => {}) });
  const outcomes = await Promise.all([
    ...['/hang', '/drip', '/drip-head'].map((path) => hurried.send({ ...message, url: sink.url(path) }, NEVER)),
    silent.send({ ...message, url: 'http://slow.example/' }, NEVER),
  ]);
  expect(outcomes.map(({ statusCode }) => statusCode)).toEqual([null, 200, null, null]);
  for (const { error, durationMs } of outcomes) {
    expect(error).toBe('no whole answer within 0.6 s');
    expect(durationMs).toBeGreaterThanOrEqual(590);
    expect(durationMs).toBeLessThan(5_000);
  }
});

test('what is stopped from outside throws, and tells nothing of the receiver', async () => {
  const stop = new AbortController();
  sink.react('/stopped', () => stop.abort(new Error('stopping')));
  await expect(send(sink.url('/stopped'), stop.signal)).rejects.toThrow('stopping');
  await expect(send(sink.url('/stopped'), stop.signal)).rejects.toThrow('stopping');
  expect(sink.at('/stopped')).toHaveLength(1);
});

test('a receiver that hangs up, speaks no HTTP, upgrades, or is not there, is an error without an address', async () => {
  sink.react('/cut', (_, response) => void response.socket!.destroy());
  sink.react('/half', (_, response) => {
    response.writeHead(200, { 'Content-Length': '100' }).write('half');
    setImmediate(() => response.socket!.destroy());
  });
  sink.react('/upgrade', answer(101, { Connection: 'Upgrade', Upgrade: 'websocket' }));
  const babbling = net.createServer((socket) => socket.on('error', () => {}).end('220 mail\r\n'));
  await new Promise<void>((resolve) => babbling.listen(0, '127.0.0.1', resolve));
  const { port } = babbling.address() as net.AddressInfo;
  const urls = [sink.url('/cut'), sink.url('/half'), sink.url('/upgrade'), `http://127.0.0.1:${port}/`];
  const outcomes = await Promise.all(
    [...urls, 'http://127.0.0.1:1/', `https://127.0.0.1:${port}/`].map((url) => send(url)),
  );
  for (const { error } of outcomes) {
    expect(error).toMatch(/^(could not be sent: \w+|the connection was closed without an answer)$/);
  }
  babbling.close();
});

test('a certificate that nobody vouches for is refused before anything is sent', async () => {
  const secure = await startSink('127.0.0.1', { cert: CERTIFICATE, key: KEY });
  expect((await send(secure.url('/'))).error).toBe('could not be sent: DEPTH_ZERO_SELF_SIGNED_CERT');
  expect([secure.connections(), secure.received]).toEqual([1, []]);
  await secure.close();
});

const inProduction = (resolve: (name: string) => Promise<string[]>) =>
  new WebhookSender({ rules: { isProduction: true }, resolve });

test('no literal that is not public is connected to', async () => {
  const before = opened;
  const strict = inProduction(async () => []);
  for (const [host] of LITERALS) {
    expect(await strict.send({ ...message, url: `https://${host}/` }, NEVER)).toMatchObject({
      statusCode: null,
      error: expect.stringMatching(/^the address must/),
    });
  }
  expect(opened).toBe(before);
});

test('a name is refused when one of its addresses is not public, when it has none, and when it is not resolved', async () => {
  const before = opened;
  const to = (addresses: string[]) =>
    inProduction(async () => addresses).send({ ...message, url: 'https://x.example/' }, NEVER);
  for (const bad of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fd00::1', '::ffff:10.0.0.1', 'nonsense', '']) {
    expect((await to([bad])).error).toMatch(/not public/);
    expect((await to(['8.8.8.8', bad])).error).toMatch(/not public/);
  }
  expect((await to([])).error).toBe('its name leads to no address');
  const broken = inProduction(() => Promise.reject(Object.assign(new Error('x'), { code: 'ESERVFAIL' })));
  expect((await broken.send({ ...message, url: 'https://x.example/' }, NEVER)).error).toBe(
    'could not be sent: ESERVFAIL',
  );
  expect((await inProduction(undefined as never).send({ ...message, url: 'https://localhost/' }, NEVER)).error).toMatch(
    /not public/,
  );
  expect(opened).toBe(before);
});

test('a name that changes its mind is asked once: the address that was checked is the one that is connected to', async () => {
  const other = await startSink('127.0.0.2');
  let asked = 0;
  const rebinding = new WebhookSender({
    rules: development,
    resolve: async () => [++asked % 2 === 1 ? '127.0.0.1' : '127.0.0.2'],
    isAllowed: (address) => address === '127.0.0.1',
  });
  const to = { ...message, url: `http://rebinding.example:${sink.port}/rebound` };
  expect(await rebinding.send(to, NEVER)).toMatchObject({ statusCode: 200, error: null });
  expect(sink.at('/rebound')[0]!.headers.host).toBe(`rebinding.example:${sink.port}`);
  expect((await rebinding.send({ ...to, url: `http://rebinding.example:${other.port}/` }, NEVER)).error).toMatch(
    /not public/,
  );
  expect([asked, other.connections()]).toEqual([2, 0]);
  await other.close();
});
