/** A service that is told of a Redis it cannot use. No test here needs one. */
import { createServer, type Socket } from 'node:net';
import { listen } from '../fakes/wire.js';
import { type App, startApp } from '../start-app.js';
import { PATH } from './limits.js';

const PASSWORD = 'hunter2hunter2';

const undo: (() => unknown)[] = [];
afterAll(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** Something that listens and does with each connection what it is told. */
async function aServer(greet: (socket: Socket) => void): Promise<number> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on('error', () => undefined));
    greet(socket);
  });
  const port = await listen(server);
  undo.push(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return port;
}

async function startWith(REDIS_URL: string, env: Record<string, string> = {}): Promise<App> {
  const app = await startApp({ env: { THROTTLE: 'on', THROTTLE_OTHERS: '3', REDIS_URL, ...env } });
  undo.push(() => app.close());
  return app;
}

async function expectLimitsInMemory({ http }: App): Promise<void> {
  expect((await http.get('/health')).body).toMatchObject({ status: 'ready', limits_counted_in: 'memory' });
  const statuses = [];
  for (let i = 0; i < 5; i++) statuses.push((await http.get(PATH)).status);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
}

const CASES: [what: string, reason: string, port: () => Promise<number>][] = [
  ['nobody listens', 'ECONNREFUSED', async () => 1],
  ['connections are taken and never answered', 'no answer', () => aServer(() => undefined)],
  ['connections are taken and closed', 'no answer|ECONNRESET', () => aServer((socket) => socket.destroy())],
  [
    'it refuses the password, and repeats it',
    'ERR',
    () =>
      aServer((socket) =>
        socket.on('data', (said) => socket.write(`-ERR unknown ${said.toString().replace(/\s+/g, ' ')}\r\n`)),
      ),
  ],
  ['it is no Redis', 'ERR|no answer', () => aServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
];

// Started together: most of what they do is to wait for an answer.
const apps = new Map<string, App>();
beforeAll(async () => {
  const made = CASES.map(async ([what, , port]) =>
    apps.set(what, await startWith(`redis://ndiyo:${PASSWORD}@127.0.0.1:${await port()}/0`)),
  );
  await Promise.all(made);
}, 60_000);

test.each(CASES)(
  'where %s the service starts, says so once without the password, and limits by itself',
  async (what, reason) => {
    const app = apps.get(what)!;
    await expectLimitsInMemory(app);
    const said = [...app.output().matchAll(/Redis is away \(([^)]*)\)/g)].map(([, why]) => why);
    expect(said).toEqual([expect.stringMatching(new RegExp(`^(${reason})$`))]);
    expect(await app.close()).toBe(0);
    expect(app.output()).not.toContain(PASSWORD);
  },
);

test('without limits to count nobody asks for Redis', async () => {
  const app = await startWith('redis://127.0.0.1:1', { THROTTLE: 'off' });
  expect((await app.http.get(PATH)).status).toBe(200);
  expect(app.output()).not.toContain('Redis');
});
