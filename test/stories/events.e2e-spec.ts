/** Following what happens: over HTTP as any program does, and with the client, across a restart of the service. */
import { type AccountEvent, type Client, createClient, type NewContract } from '../../src/client/client.js';
import { expectProblem } from '../doors/expect-problem.js';
import { type Key, keyByCommand, makeAccount, makeKey } from '../doors/keys.js';
import { aContract } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { refusal } from './agreement.js';

const EVENTS = '/api/v1/events';
const ENV = { AUTH: 'api-key' };

let app: App;
let admin: Key;
let mine: Key & { accountId: string };
let theirs: Key & { accountId: string };
beforeAll(async () => {
  app = await startApp({ env: ENV });
  admin = await keyByCommand(app, '--admin');
  mine = await makeAccount(app, admin);
  theirs = await makeAccount(app, admin);
}, 60_000);
afterAll(() => app.close());

/** Finds the service also where a restart has moved it. */
const clientOf = ({ key }: Key): Client =>
  createClient({
    ...{ baseUrl: 'http://ndiyo.test', apiKey: key, retries: 0 },
    fetch: (url, init) => fetch(String(url).replace('http://ndiyo.test', app.url), init),
  });

async function take(events: AsyncIterable<AccountEvent>, count: number): Promise<AccountEvent[]> {
  const taken: AccountEvent[] = [];
  for await (const event of events) if (taken.push(event) === count) break;
  return taken;
}

const create = async (key: Key): Promise<string> =>
  (await clientOf(key).contracts.create(aContract() as NewContract)).contract_id;
const cancel = (key: Key, id: string) => clientOf(key).contracts.cancel(id);
const about = ({ type, data }: AccountEvent) => `${type} ${data.contract_id}`;

const CHAIN = ['contract.created', 'contract.cancelled'] as const;

test('events come in order and whole, of the caller’s account alone; an admin sees those of all', async () => {
  const [own, strange] = [await create(mine), await create(theirs)];
  await cancel(theirs, strange);
  await cancel(mine, own);
  const wanted = { lastEventId: '0.0', types: CHAIN };
  const [created, cancelled] = await take(clientOf(mine).events(wanted), 2);
  expect([created, cancelled].map((event) => about(event!))).toEqual([
    `contract.created ${own}`,
    `contract.cancelled ${own}`,
  ]);
  expect(created).toEqual({
    ...{ id: expect.stringMatching(/^\d+\.\d+$/), type: 'contract.created', timestamp: expect.any(String) },
    data: { contract_id: own, status: 'pending', version: 1, contract_hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  const seen = (await take(clientOf(admin).events(wanted), 4)).map(about);
  expect(seen).toEqual([
    ...[`contract.created ${own}`, `contract.created ${strange}`],
    ...[`contract.cancelled ${strange}`, `contract.cancelled ${own}`],
  ]);
  const { id: _, ...rest } = cancelled!;
  expect(await take(clientOf(mine).events({ ...wanted, lastEventId: created!.id }), 1)).toMatchObject([rest]);
});

test('without an id it begins now, and what follows is told as it happens, numbers masked', async () => {
  const stream = await fetch(app.url + EVENTS, { headers: { 'X-API-Key': mine.key, Origin: 'http://localhost:3000' } });
  expect(Object.fromEntries(stream.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    ...{ 'cache-control': 'no-store', 'x-accel-buffering': 'no', 'x-request-id': expect.any(String) },
    ...{ 'access-control-allow-origin': 'http://localhost:3000', 'x-content-type-options': 'nosniff' },
  });
  const reader = stream.body!.getReader();
  const decoder = new TextDecoder();
  let text = '';
  const readTo = async (end: RegExp) => {
    while (!end.test(text)) text += decoder.decode((await reader.read()).value, { stream: true });
  };
  await readTo(/\n\n/);
  expect(text).toMatch(/^retry: 1000\nid: \d+\.\d+\n\n/);
  const id = await create(mine);
  await clientOf(mine).contracts.cancel(id, { reason: 'call +254712345678' });
  await readTo(/contract\.cancelled.*\n\n/);
  await reader.cancel();
  expect(text).toMatch(
    new RegExp(`\\nid: \\d+\\.\\d+\\nevent: contract\\.created\\ndata: \\{"type":"contract\\.created",.*${id}`),
  );
  expect(text).toContain('"reason":"call +2547•••••678"');
  expect(text.match(/event: contract\.created/g)).toHaveLength(1);
});

test.each([
  ['?last_event_id=yesterday', {}, '#/last_event_id'],
  ['?last_event_id=999999.0', {}, '#/last_event_id'],
  ['?last_event_id=0.0', { 'Last-Event-ID': '1' }, '#/Last-Event-ID'],
  ['', { 'Last-Event-ID': '0.999999' }, '#/Last-Event-ID'],
  ['?types=contract.created,contract.signed', {}, '#/types'],
  ['?types=', {}, '#/types'],
  ['?since=0.0', {}, '#/since'],
])('%s %j is 400 and names %s', async (query, headers, pointer) => {
  const answer = await mine.http.get(EVENTS + query, headers as Record<string, string>);
  expectProblem(answer, { kind: 'invalid-parameter', pointers: [pointer], instance: EVENTS });
});

test('the client tells what is wrong for good, and ends when it is told to', async () => {
  const stranger = await makeKey(app, mine.http, { scopes: ['messages:read'] });
  const forbidden = await refusal(clientOf(stranger).events().next());
  expect([forbidden.kind, forbidden.members.required_scope]).toEqual(['forbidden', 'contracts:read']);
  const bad = clientOf(mine).events({ lastEventId: 'never' });
  expect((await refusal(bad.next())).kind).toBe('invalid-parameter');
  const given = new AbortController();
  const waiting = clientOf(mine).events({ signal: given.signal }).next();
  given.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test('a client that follows over a restart loses nothing and hears nothing twice', async () => {
  const events = clientOf(mine).events({ types: CHAIN });
  const first = events.next(); // begins now
  const ids: string[] = [];
  const heard: string[] = [];
  for (let n = 0; n < 2; n++) ids.push(await create(mine));
  heard.push(about((await first).value!));
  const begun = performance.now();
  expect(await app.close({ keepData: true })).toBe(0); // although somebody follows
  expect(performance.now() - begun).toBeLessThan(8_000);
  app = await startApp({ env: ENV, dataDir: app.dataDir });
  for (let n = 0; n < 2; n++) ids.push(await create(mine));
  while (heard.length < 4) heard.push(about((await events.next()).value!));
  await events.return();
  expect(heard).toEqual(ids.map((id) => `contract.created ${id}`));
}, 40_000);
