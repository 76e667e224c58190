import { AccountEventsService } from '../../src/feed/account-events.service.js';
import type { FeedWorker } from '../../src/feed/feed.worker.js';
import { OutcomesService, UNREACHED_TOPIC } from '../../src/messaging/outcomes.service.js';
import { UnreportedWorker } from '../../src/messaging/unreported.worker.js';
import { OutboxService } from '../../src/outbox/outbox.service.js';
import { Contract } from '../../src/persistence/contract.entities.js';
import { Database } from '../../src/persistence/database.js';
import { Message } from '../../src/persistence/message.entities.js';
import { onEveryEngine, type Place } from '../persistence/engines.js';
import { aContractId, aContractRow } from '../persistence/rows.js';

const HOUR_MS = 3_600_000;
const NOW = new Date('2026-11-22T12:00:00.000Z');
const ago = (hours: number) => new Date(NOW.getTime() - hours * HOUR_MS).toISOString();

onEveryEngine((freshPlace) => {
  let place: Place;
  let database: Database;
  let worker: UnreportedWorker;
  const contractId = aContractId();

  beforeAll(async () => {
    place = await freshPlace();
    database = await Database.open(place.address);
    const { transactions, reads } = database;
    const outcomes = new OutcomesService(new AccountEventsService({ poke() {} } as FeedWorker), new OutboxService());
    worker = new UnreportedWorker(transactions, reads, outcomes);
    const text = { account_id: 'community', contract_id: contractId, version: 1, party_id: 'p1', direction: 'out' };
    const sent = { phone_number: '+254712345678', text: '', segments: 1, possible_duplicate: 0, created_at: ago(60) };
    const rows: [id: string, kind: string, status: string, sentAt: string | null][] = [
      ['silent', 'invitation', 'sent', ago(6.5)],
      ['silent-reminder', 'reminder', 'sent', ago(40)],
      ['young', 'invitation', 'sent', ago(5.5)],
      ['arrived', 'invitation', 'delivered', ago(8)],
      ['notice', 'confirmed', 'sent', ago(8)],
      ['waiting', 'invitation', 'queued', null],
      ['ancient', 'invitation', 'sent', ago(24 * 30)],
    ];
    await transactions.run(async (tx) => {
      await tx.insert(Contract, aContractRow({ id: contractId }));
      for (const [id, kind, status, sent_at] of rows)
        await tx.insert(Message, { ...text, ...sent, id, kind, status, sent_at });
    });
  }, 30_000);
  afterAll(async () => {
    await database.close();
    await place.drop();
  }, 30_000);

  const told = async () =>
    (
      await database.reads.sql<{ payload: string }>`SELECT payload FROM outbox
      WHERE topic = ${UNREACHED_TOPIC} ORDER BY id`
    ).map(({ payload }) => payload);

  test('texts that ask, and of which nothing is heard for six hours, are told of once; others are not', async () => {
    expect(await worker.tellDue(NOW)).toBe(2);
    expect(await told()).toEqual(['silent-reminder', 'silent']);
    expect(await worker.tellDue(NOW)).toBe(0);
    expect(await worker.tellDue(new Date(NOW.getTime() + HOUR_MS))).toBe(1);
    expect(await told()).toEqual(['silent-reminder', 'silent', 'young']);
  });
});
