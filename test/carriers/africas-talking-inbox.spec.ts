/** The carrier's inbox through its official SDK, answered well and badly. */
import { inspect } from 'node:util';
import { AfricasTalkingInbox } from '../../src/carriers/africas-talking-inbox.js';
import {
  badKey,
  type CarrierAnswer,
  endless,
  type FakeCarrier,
  hang,
  rawAnswer,
  redirect,
  resetAfterAccept,
  startFakeCarrier,
  tooMany,
  unavailable,
} from '../fakes/fake-carrier.js';

const API_KEY = 'atsk_5ecre7f00d5ecre7f00d5ecre7f00d';
const never = new AbortController().signal;

let carrier: FakeCarrier;
beforeAll(async () => {
  carrier = await startFakeCarrier();
});
beforeEach(() => carrier.inbox.answerWith(null));
afterAll(() => carrier.close());

const anInbox = (timeoutMs = 5_000) =>
  new AfricasTalkingInbox({ username: 'ndiyo', apiKey: API_KEY, baseUrl: carrier.baseUrl, timeoutMs });

test('what it holds after an id is listed, the oldest first', async () => {
  const first = carrier.inbox.receive('+254712345678', 'YES-482913 na habari 😀');
  carrier.inbox.receive('+254712345679', 'HAPANA');
  carrier.inbox.entries.reverse();
  const listed = await anInbox().list(String(first - 1), never);
  expect(listed).toMatchObject({
    ...{ outcome: 'listed', unreadable: 0 },
    messages: [
      { id: `${first}`, from: '+254712345678', to: '21512', text: 'YES-482913 na habari 😀' },
      { id: `${first + 1}`, text: 'HAPANA' },
    ],
  });
  expect(await anInbox().list(String(first + 1), never)).toEqual({ outcome: 'listed', messages: [], unreadable: 0 });
  expect(carrier.inbox.asked.slice(-2)).toEqual([`${first - 1}`, `${first + 1}`]);
  expect(carrier.inbox.keys.at(-1)).toEqual(['ndiyo', API_KEY]);
});

test('ten thousand messages in one answer are read', async () => {
  const entries = Array.from({ length: 10_000 }, (_, i) => ({ id: i + 1, from: '+254712345678', text: `text ${i}` }));
  carrier.inbox.answerWith(rawAnswer(200, JSON.stringify({ SMSMessageData: { Messages: entries } })));
  const listed = await anInbox().list('0', never);
  expect(listed.outcome === 'listed' && listed.messages.at(-1)).toMatchObject({ id: '10000', to: null, date: null });
});

const json = (body: string, status = 200) => rawAnswer(status, body, 'application/json');
test.each<[string, CarrierAnswer, string]>([
  ['HTML', rawAnswer(200, '<html>Login</html>', 'text/html'), 'answer-unreadable'],
  ['an empty body', rawAnswer(200, ''), 'answer-unreadable'],
  ['JSON that breaks off', json('{"SMSMessageData":{"Mess'), 'answer-unreadable'],
  ['JSON of another shape', json('{"SMSMessageData":{"Messages":{}}}'), 'answer-unreadable'],
  ['null', json('null'), 'answer-unreadable'],
  ['the right body with another 2xx', json('{"SMSMessageData":{"Messages":[]}}', 201), 'answer-unreadable'],
  ['a bad key', badKey(), 'carrier-refused-credentials'],
  ['too many requests', tooMany('30'), 'too-many-requests'],
  ['503', unavailable(), 'carrier-unavailable'],
  ['a redirect', redirect('http://127.0.0.1:1/'), 'carrier-redirected'],
  ['a dropped connection', resetAfterAccept(), 'connection-lost'],
  ['a body without end', endless(), 'answer-too-large'],
])('%s is trouble, told by a name', async (_, answer, reason) => {
  carrier.inbox.answerWith(answer);
  expect(await anInbox().list('0', never)).toEqual({ outcome: 'trouble', reason });
});

test('a carrier that never answers costs the timeout, or less when the service ends', async () => {
  carrier.inbox.answerWith(hang());
  expect(await anInbox(60).list('0', never)).toEqual({ outcome: 'trouble', reason: 'answer-timeout' });
  const stop = new AbortController();
  const listed = anInbox(60_000).list('0', stop.signal);
  stop.abort();
  expect(await listed).toMatchObject({ outcome: 'trouble' });
  await carrier.untilDisconnected();
});

test('nobody listens, and neither that nor the inbox shows the API key', async () => {
  const inbox = new AfricasTalkingInbox({ username: 'ndiyo', apiKey: API_KEY, baseUrl: 'http://127.0.0.1:1' });
  expect(await inbox.list('0', never)).toEqual({ outcome: 'trouble', reason: 'connection-refused' });
  expect(inspect(inbox, { depth: 9, showHidden: true }) + JSON.stringify(inbox)).not.toContain(API_KEY);
});
