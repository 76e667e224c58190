/** Two parties reply in the same instant, for 120 contracts at once. */

import { aContract } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { rows } from '../story-database.js';
import { CONTRACTS, eventTypes, read } from './agreement.js';
import { deliverText } from './carrier.js';
import { verify } from './command-line.js';
import { untilQuiet } from './database.js';

import.meta.jest.setTimeout(180_000);

const CONTRACT_COUNT = 120; // 240 replies: several commits of the 64 that are gathered into one

interface Pair {
  id: string;
  phones: [string, string];
}

let app: App;
let pairs: Pair[];
let answers: number[];

beforeAll(async () => {
  app = await startApp();
  pairs = await Promise.all(
    Array.from({ length: CONTRACT_COUNT }, async () => {
      const body = aContract();
      const { status, body: created } = await app.http.post(CONTRACTS, body);
      expect(status).toBe(201);
      const [one, two] = body.parties;
      return { id: created.contract_id, phones: [one!.phone_number, two!.phone_number] };
    }),
  );
  await untilQuiet(app, 60_000);
  const replies = await Promise.all(
    pairs.flatMap(({ phones }) => phones.map(async (from) => ({ from, text: `YES-${await app.phones.code(from)}` }))),
  );
  const posted = await Promise.all(replies.map((reply) => deliverText(app, reply)));
  answers = posted.map(({ status }) => status);
  await untilQuiet(app, 60_000);
});
afterAll(() => app.close());

test('every contract has its own id and every phone its own text', async () => {
  expect(new Set(pairs.map(({ id }) => id)).size).toBe(CONTRACT_COUNT);
  const sent = rows(app.dataDir, `SELECT count(DISTINCT phone_number) AS n FROM messages WHERE kind = 'invitation'`);
  expect(sent[0]?.n).toBe(2 * CONTRACT_COUNT);
});

test('every callback is answered 200', () => {
  expect(answers).toEqual(Array.from({ length: 2 * CONTRACT_COUNT }, () => 200));
});

test('no contract is stuck: all are confirmed, each with one contract.confirmed', async () => {
  const seen = await Promise.all(
    pairs.map(async ({ id }) => {
      const events = await eventTypes(app, id);
      return [(await read(app, id)).status, events.length, ...events.slice(-1)];
    }),
  );
  expect(seen).toEqual(pairs.map(() => ['confirmed', 4, 'contract.confirmed']));
});

test('each has exactly one receipt, and any of them verifies', async () => {
  const counts = rows(app.dataDir, 'SELECT contract_id, count(*) AS n FROM receipts GROUP BY contract_id');
  expect(counts).toHaveLength(CONTRACT_COUNT);
  expect(counts.every(({ n }) => n === 1)).toBe(true);
  for (const { id } of [pairs[0]!, pairs.at(-1)!]) {
    const { text } = await app.http.get(`${CONTRACTS}/${id}/receipt`);
    expect(JSON.parse(text).decisions).toHaveLength(2);
    expect(await verify(app, text)).toMatchObject({ code: 0 });
  }
});

test('every phone was told once that it is confirmed', () => {
  const told = rows(app.dataDir, `SELECT phone_number FROM messages WHERE kind = 'confirmed' AND sent_at IS NOT NULL`);
  expect(told.map(({ phone_number }) => phone_number).sort()).toEqual(pairs.flatMap(({ phones }) => phones).sort());
});
