import { randomBytes } from 'node:crypto';
import { uuidv7Floor } from '../../src/crypto/ids.js';
import { TraceRetentionWorker } from '../../src/inbound-webhooks/trace-retention.worker.js';
import { Contract } from '../../src/persistence/contract.entities.js';
import { Database } from '../../src/persistence/database.js';
import { Arrival } from '../../src/persistence/inbox.entities.js';
import { Callback, Message, OneTimeCode } from '../../src/persistence/message.entities.js';
import { OutboxItem } from '../../src/persistence/outbox.entities.js';
import type { Tx } from '../../src/transactions/tx.js';
import { onEveryEngine, type Place } from '../persistence/engines.js';
import { aContractId, aContractRow } from '../persistence/rows.js';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-22T12:00:00.000Z');
const ago = (days: number) => NOW.getTime() - days * DAY_MS;
// uuidv7() never goes back in time.
const idOf = (days: number) => uuidv7Floor(ago(days)).slice(0, 24) + randomBytes(6).toString('hex');
const contractId = aContractId();
const MANY = 450; // more than two small transactions

onEveryEngine((freshPlace) => {
  let place: Place;
  let database: Database;

  beforeAll(async () => {
    place = await freshPlace();
    database = await Database.open(place.address);
    await database.transactions.run((tx) => tx.insert(Contract, aContractRow({ id: contractId })));
  }, 30_000);
  afterAll(async () => {
    await database.close();
    await place.drop();
  }, 30_000);

  const called = (tx: Tx, kind: string, dedupe_key: string, outcome: string, days: number) =>
    tx.insert(Callback, {
      ...{ kind, dedupe_key, outcome, subject: null, phone_number: null, fields: '{"from":"+254712345678"}' },
      ...{ proof: 'signature', received_at: new Date(ago(days)).toISOString() },
    });
  const texted = async (tx: Tx, days: number, contract_id: string | null, status: string) => {
    const id = idOf(days);
    const about = {
      account_id: contract_id && 'community',
      contract_id,
      version: contract_id && 1,
      party_id: contract_id && 'p1',
    };
    const written = {
      text: 'Hello',
      segments: 1,
      possible_duplicate: 0,
      created_at: new Date(ago(days)).toISOString(),
    };
    const sent = { direction: 'in', phone_number: '+254712345678', kind: 'reply', status };
    await tx.insert(Message, { id, ...about, ...written, ...sent } as Partial<Message>);
    return id;
  };
  const listIds = async (table: 'messages' | 'one_time_codes') =>
    ((await database.reads.manager.query(`SELECT id FROM ${table} ORDER BY id`)) as { id: string }[]).map(
      ({ id }) => id,
    );

  test('reports of a month ago go, however many; replies, opt-outs and what is younger stay', async () => {
    await database.transactions.run(async (tx) => {
      for (let n = 0; n < MANY; n += 1) await called(tx, 'delivery', `old ${n}`, n % 2 ? 'applied' : 'parked', 31 + n);
      await called(tx, 'android', 'old phone', 'ignored', 31);
      for (const kind of ['sms', 'opt-out']) await called(tx, kind, 'old', 'yes', 900);
      await called(tx, 'delivery', 'young', 'applied', 29);
    });
    await new TraceRetentionWorker(database.transactions).removeOld(NOW, new AbortController().signal);
    const left = await database.reads.sql`SELECT kind, dedupe_key, outcome FROM callbacks ORDER BY kind`;
    expect(left.map((row) => Object.values(row as object).join(' '))).toEqual([
      'delivery young applied',
      'opt-out old yes',
      'sms old yes',
    ]);
  });

  test('texts of strangers go after ninety days, their callbacks are emptied and still known; those of contracts stay', async () => {
    const kept = await database.transactions.run(async (tx) => {
      await called(tx, 'sms', 'id 1', 'stranger', 91);
      await called(tx, 'sms', 'id 2', 'stranger', 89);
      const gone = [await texted(tx, 91, null, 'received'), await texted(tx, 91, null, 'failed')];
      await tx.insert(Arrival, {
        ...{
          message_id: gone[0]!,
          text_hash: 'a',
          key_name: 'b',
          carrier_at: 'c',
          callback_key: 'id 1',
          inbox_id: '1',
        },
      });
      await tx.insert(OutboxItem, {
        ...{
          account_id: null,
          topic: 'sms',
          order_key: 'x',
          payload: gone[1]!,
          status: 'dead',
          attempt: 9,
          failures: 9,
        },
        ...{ interruptions: 0, due_at: 'x', created_at: 'x' },
      });
      return [
        await texted(tx, 900, contractId, 'received'),
        await texted(tx, 91, null, 'queued'),
        await texted(tx, 89, null, 'received'),
      ];
    });
    await new TraceRetentionWorker(database.transactions).removeOld(NOW, new AbortController().signal);
    expect(await listIds('messages')).toEqual(kept);
    const { reads } = database;
    expect([await reads.sql`SELECT 1 FROM arrivals`, await reads.sql`SELECT 1 FROM outbox`]).toEqual([[], []]);
    expect(
      await reads.sql`SELECT dedupe_key, fields, outcome FROM callbacks WHERE dedupe_key LIKE 'id %' ORDER BY 1`,
    ).toEqual([
      { dedupe_key: 'id 1', fields: '{}', outcome: 'forgotten' },
      { dedupe_key: 'id 2', fields: '{"from":"+254712345678"}', outcome: 'stranger' },
    ]);
  });

  test('one-time codes go after a day', async () => {
    const code = { contract_id: contractId, asked_by: 'a', counter: 1, tries: 0, created_at: 'x', expires_at: 'x' };
    const [old, young] = [idOf(1.1), idOf(0.9)];
    await database.transactions.run(async (tx) => {
      for (const id of [old, young]) await tx.insert(OneTimeCode, { id, ...code });
    });
    await new TraceRetentionWorker(database.transactions).removeOld(NOW, new AbortController().signal);
    expect(await listIds('one_time_codes')).toEqual([young]);
  });
});
