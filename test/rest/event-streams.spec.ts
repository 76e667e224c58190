/** Streams of events over real connections to a real feed: who does not read, may not read any more, or has no room. */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { FeedService } from '../../src/feed/feed.service.js';
import { FeedWorker } from '../../src/feed/feed.worker.js';
import { START } from '../../src/feed/feed-cursor.js';
import type { LogWorker } from '../../src/log/log.worker.js';
import { Contract, ContractVersion } from '../../src/persistence/contract.entities.js';
import { Database } from '../../src/persistence/database.js';
import { ContractEvent } from '../../src/persistence/evidence.entities.js';
import { Problem } from '../../src/problems/problem.js';
import { EventStream } from '../../src/rest/event-stream.js';
import { EventStreamsService } from '../../src/rest/event-streams.service.js';
import { Stopping } from '../../src/stopping.js';
import { freshSqlite, type Place } from '../persistence/engines.js';
import { aContractId, aContractRow, anEventRow, aVersionRow } from '../persistence/rows.js';
import { until } from '../until.js';

const EVENTS = 200;
const LETTERS = 100_000; // 20 MB in all: more than the kernel holds for two sockets
const MINUTE_MS = 60_000;

let place: Place;
let database: Database;
let streams: EventStreamsService;
let server: Server;
const answers = new Map<string, ServerResponse>();
let isAllowed: () => Promise<boolean> = async () => true;
const sockets: Socket[] = [];
let asked = 0;

beforeAll(async () => {
  place = await freshSqlite();
  database = await Database.open(place.address);
  const id = aContractId();
  const facts = { status: 'pending', version: 1, contract_hash: 'a'.repeat(64), reason: 'x'.repeat(LETTERS) };
  await database.transactions.run(async (tx) => {
    await tx.insert(Contract, aContractRow({ id }));
    await tx.insert(ContractVersion, aVersionRow({ contract_id: id }));
    const row = (n: number) => anEventRow({ contract_id: id, seq: n + 1, leaf_index: n, data: JSON.stringify(facts) });
    await tx.insert(ContractEvent, ...Array.from({ length: EVENTS }, (_, n) => row(n)));
  });
  const feed = new FeedService(database.reads);
  const silentLog = { whenSequenced: () => {} } as unknown as LogWorker;
  streams = new EventStreamsService(
    feed,
    new FeedWorker(database.transactions, database.reads, silentLog, database.tidings),
    new Stopping(),
  );
  server = createServer((request, raw) => {
    answers.set(String(request.headers['x-n']), raw);
    const cursor = request.url === '/all' ? START : { leaves: EVENTS, positions: 0 };
    const following = { accountId: 'community', types: null, cursor };
    try {
      streams.follow({ who: request.url!, following, raw, isAllowed: () => isAllowed() }).pipe(raw);
    } catch (error) {
      raw.statusCode = (error as Problem).status;
      raw.end((error as Problem).detail);
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
}, 30_000);

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await until(
    () => answers,
    (all) => [...all.values()].every((one) => one.closed),
  );
  answers.clear();
  isAllowed = async () => true;
});

afterAll(async () => {
  await streams.onModuleDestroy();
  server.close();
  await database.close();
  await place.drop();
});

/** A reader that has asked, and reads when it is told to. */
async function ask(who = '/all'): Promise<{ socket: Socket; answer: ServerResponse }> {
  const n = String(++asked);
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  sockets.push(socket);
  socket.write(`GET ${who} HTTP/1.1\r\nHost: x\r\nX-N: ${n}\r\nConnection: close\r\n\r\n`);
  const answer = await until(
    () => answers.get(n),
    (found) => found !== undefined,
  );
  return { socket, answer: answer! };
}

const readAll = async (socket: Socket): Promise<string> => {
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
};

test('a reader that does not read holds a handful of events, not the feed, and is shown out', async () => {
  const { socket, answer } = await ask();
  await until(
    () => answer.writableNeedDrain,
    (isFull) => isFull,
  );
  await streams.tend(Date.now() + 30_000);
  expect(answer.writableLength).toBeLessThan(10 * LETTERS);
  expect(answer.socket!.bytesWritten).toBeLessThan((EVENTS * LETTERS * 3) / 4);
  await streams.tend(Date.now() + MINUTE_MS);
  expect(answer.destroyed).toBe(true);
  const text = await readAll(socket).catch(() => 'cut off');
  expect(text.length).toBeLessThan(EVENTS * LETTERS);
});

test('a reader that was slow gets every event once, in order, when it reads again', async () => {
  const { socket, answer } = await ask();
  await until(
    () => answer.writableNeedDrain,
    (isFull) => isFull,
  );
  let text = '';
  socket.on('data', (chunk) => (text += chunk)).resume();
  await until(
    () => text,
    (all) => all.includes(`id: ${EVENTS}.0`),
  );
  const ids = [...text.matchAll(/^id: (\d+)\.0\nevent/gm)].map(([, n]) => Number(n));
  expect(ids).toEqual(Array.from({ length: EVENTS }, (_, n) => n + 1));
}, 20_000);

test('whoever may not read any more is ended; while that cannot be known, nobody is', async () => {
  const { socket, answer } = await ask();
  const text = readAll(socket);
  isAllowed = () => Promise.reject(new Problem('unavailable', 'The database is away'));
  await streams.tend(Date.now());
  isAllowed = () => Promise.reject(new Error('the connection broke'));
  await streams.tend(Date.now());
  expect(answer.writableEnded).toBe(false);
  isAllowed = () => Promise.reject(new Problem('unauthorized', 'revoked'));
  await streams.tend(Date.now());
  expect(await text).toMatch(/\n0\r\n\r\n$/); // a whole answer, with its end
});

test('a caller has ten streams at a time; another caller has its own, and one that closes makes room', async () => {
  const ten = await Promise.all(Array.from({ length: 10 }, () => ask('/greedy')));
  expect((await ask('/greedy')).answer.statusCode).toBe(429);
  expect((await ask('/modest')).answer.statusCode).toBe(200);
  ten[0]!.socket.destroy();
  await until(
    () => ten[0]!.answer.closed,
    (isClosed) => isClosed,
  );
  expect((await ask('/greedy')).answer.statusCode).toBe(200);
});

test('two hundred streams are open at most: then it is 503', async () => {
  await Promise.all(Array.from({ length: 200 }, (_, n) => ask(`/${n}`)));
  const { answer } = await ask('/one-more');
  expect(answer.statusCode).toBe(503);
});

test('who is told nothing is told that the stream lives, and where to go on', async () => {
  const nothing = async () => ({ items: [], cursor: { leaves: 7, positions: 2 }, isAtEnd: true });
  const stream = new EventStream({ accountId: null, types: null, cursor: START }, nothing, 1);
  const frames = stream.frames();
  expect((await frames.next()).value).toBe('retry: 1000\nid: 0.0\n\n');
  expect((await frames.next()).value).toBe(': still here\nid: 7.2\n\n');
  stream.end();
  expect((await frames.next()).done).toBe(true);
});
