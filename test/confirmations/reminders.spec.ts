/** Who is reminded, and when, on a real database and with the time as a parameter. */

import { PausedPrefixesService } from '../../src/budgets/paused-prefixes.service.js';
import { TextBudgetsService } from '../../src/budgets/text-budgets.service.js';
import { TextLimitsService } from '../../src/budgets/text-limits.service.js';
import { TextTrafficService } from '../../src/budgets/text-traffic.service.js';
import { AskingService } from '../../src/confirmations/asking.service.js';
import { ConclusionsService } from '../../src/confirmations/conclusions.service.js';
import { DecisionsService } from '../../src/confirmations/decisions.service.js';
import { ExpiryWorker } from '../../src/confirmations/expiry.worker.js';
import { MovesService } from '../../src/confirmations/moves.service.js';
import { NoticesService } from '../../src/confirmations/notices.service.js';
import { ProposalsService } from '../../src/confirmations/proposals.service.js';
import { RemindersService } from '../../src/confirmations/reminders.service.js';
import { RemindersWorker } from '../../src/confirmations/reminders.worker.js';
import { VersionsService } from '../../src/confirmations/versions.service.js';
import { ContractsService } from '../../src/contracts/contracts.service.js';
import { EventsService } from '../../src/evidence/events.service.js';
import { ReceiptsService } from '../../src/evidence/receipts.service.js';
import { AccountEventsService } from '../../src/feed/account-events.service.js';
import { FeedWorker } from '../../src/feed/feed.worker.js';
import { LogService } from '../../src/log/log.service.js';
import { LogWorker } from '../../src/log/log.worker.js';
import { SequencerService } from '../../src/log/sequencer.service.js';
import { CodesService } from '../../src/messaging/codes.service.js';
import { MessagesService } from '../../src/messaging/messages.service.js';
import { OptOutsService } from '../../src/messaging/opt-outs.service.js';
import { OutcomesService } from '../../src/messaging/outcomes.service.js';
import { OutboxService } from '../../src/outbox/outbox.service.js';
import type { Party } from '../../src/persistence/contract.entities.js';
import type { Message } from '../../src/persistence/message.entities.js';
import { SigningKeysService } from '../../src/signing/signing-keys.service.js';
import { aContract } from '../factories.js';
import { onEveryEngine, type Place } from '../persistence/engines.js';
import { enterRooms, type Rooms } from '../sign-in/rooms.js';

const ROOMS = [
  ...[OutboxService, CodesService, MessagesService, OptOutsService, TextLimitsService, ContractsService],
  ...[SigningKeysService, SequencerService, LogService, LogWorker, EventsService, ReceiptsService],
  ...[OutcomesService, AccountEventsService, FeedWorker, TextBudgetsService, TextTrafficService, PausedPrefixesService],
  ...[AskingService, NoticesService, VersionsService, ProposalsService, MovesService, ExpiryWorker],
  ...[ConclusionsService, DecisionsService, RemindersService, RemindersWorker],
];
const SCOPE = { accountId: 'community', isAdmin: false, contractId: null };
const HOUR = 3_600_000;
const MORNING = new Date('2031-05-05T05:00:00.000Z'); // 08:00 in Nairobi

const later = (hours: number, from = MORNING) => new Date(from.getTime() + hours * HOUR);

onEveryEngine((freshPlace: () => Promise<Place>) => {
  let place: Place;
  let rooms: Rooms;
  beforeEach(async () => {
    place = await freshPlace();
    rooms = await enterRooms(place, undefined, { SMS_BUDGET: '50' }, ROOMS);
  }, 30_000);
  afterEach(async () => {
    await rooms.close();
    await place.drop();
  }, 30_000);

  async function propose(expiresInMs = 24 * HOUR, now = MORNING): Promise<string> {
    const { contract_type, terms, parties } = aContract();
    const proposal = {
      contractType: contract_type,
      terms,
      transcript: undefined,
      externalId: null,
      expiresInMs,
      parties,
    };
    const { contract } = await rooms.database.transactions.run((tx) =>
      rooms.get(ProposalsService).propose(tx, 'community', false, proposal as never, now),
    );
    await leave(contract.id);
    return contract.id;
  }

  const write = (sql: TemplateStringsArray, ...values: (string | number | null)[]) =>
    rooms.database.transactions.run((tx) => tx.sql(sql, ...values));
  /** What was queued has gone, at once. */
  const leave = (id: string) =>
    write`UPDATE messages SET status = 'sent', sent_at = created_at WHERE contract_id = ${id} AND status = 'queued'`;
  const remind = (now: Date) => rooms.get(RemindersWorker).remindDue(now);
  const texts = (id: string) =>
    rooms.database.reads.sql<Message>`SELECT * FROM messages WHERE contract_id = ${id} ORDER BY id`;
  const reminded = async (id: string) =>
    (await texts(id)).filter(({ kind }) => kind === 'reminder').map(({ party_id, status }) => `${party_id} ${status}`);
  const times = async (id: string) =>
    (
      await rooms.database.reads.sql<Party>`SELECT remind_at FROM parties
        WHERE contract_id = ${id} ORDER BY version, party_id`
    ).map(({ remind_at }) => remind_at);
  const decide = (id: string, partyId: string, answer: 'yes' | 'no') =>
    rooms.database.transactions.run((tx) =>
      rooms
        .get(DecisionsService)
        .decide(
          tx,
          { contract_id: id, version: 1, party_id: partyId },
          { answer, channel: 'rest', grade: 'D', carrier: null, reply: null, carrier_message_id: null },
          later(1),
        ),
    );

  test('who has not answered is reminded once at each time, with the same code and terms; who has is not', async () => {
    const id = await propose();
    expect(await times(id)).toEqual([later(6).toISOString(), later(6).toISOString()]);
    await decide(id, 'p1', 'yes');
    expect(await times(id)).toEqual([null, later(6).toISOString()]);
    expect([await remind(later(5.99)), await remind(later(6)), await remind(later(6.01))]).toEqual([0, 1, 0]);
    expect(await reminded(id)).toEqual(['p2 queued']);
    const [asked, again] = (await texts(id)).filter(({ party_id, kind }) => party_id === 'p2' && kind !== 'confirmed');
    expect(again).toMatchObject({
      ...{ kind: 'reminder', code_counter: asked!.code_counter, segments: 1, phone_number: asked!.phone_number },
      text: expect.stringMatching(/^Ndiyo, reminder: KES 350,000.*YES-\{code\}/),
    });
    await leave(id);
    const evening = '2031-05-05T17:45:00.000Z'; // two hours before the end it is night
    expect(await times(id)).toEqual([null, evening]);
    expect([await remind(new Date(evening)), await remind(later(23))]).toEqual([1, 0]);
    expect(await reminded(id)).toEqual(['p2 sent', 'p2 queued']);
    expect(await times(id)).toEqual([null, null]);
  });

  test('of several servers that come round together one reminds', async () => {
    const ids = [await propose(), await propose(), await propose()];
    const counts = await Promise.all([1, 2, 3, 4].map(() => remind(later(6))));
    expect(counts.reduce((sum, count) => sum + count)).toBe(6);
    for (const id of ids) expect(await reminded(id)).toEqual(['p1 queued', 'p2 queued']);
  });

  test('a service that was down reminds once, late, and by day', async () => {
    const [late, tooLate] = [await propose(48 * HOUR), await propose()];
    expect(await remind(later(13))).toBe(0); // 21:00 in Nairobi
    expect(await times(late)).toEqual(Array(2).fill('2031-05-06T04:00:00.000Z'));
    await write`UPDATE parties SET remind_at = ${later(6).toISOString()} WHERE contract_id = ${tooLate}`;
    expect(await remind(later(23.6))).toBe(2);
    expect([await reminded(late), await reminded(tooLate)]).toEqual([['p1 queued', 'p2 queued'], []]);
    expect(await times(tooLate)).toEqual([null, null]);
  });

  test('an answer, the end or new terms leave nothing to remind of; new terms are asked about anew', async () => {
    const [declined, cancelled, amended] = [await propose(), await propose(), await propose()];
    await decide(declined, 'p2', 'no');
    const { transactions } = rooms.database;
    const cancel = (id: string) =>
      transactions.run((tx) => rooms.get(MovesService).move(tx, SCOPE, id, 'cancel', undefined, later(1)));
    await cancel(cancelled);
    const terms = { product: 'Beans' };
    await transactions.run((tx) => rooms.get(ProposalsService).amend(tx, SCOPE, amended, terms, later(4)));
    expect(await Promise.all([declined, cancelled, amended].map(times))).toEqual([
      [null, null],
      [null, null],
      [null, null, later(10).toISOString(), later(10).toISOString()],
    ]);
    expect(await remind(later(6))).toBe(0);
  });

  test('whoever opted out, or is beyond the budget, is passed over, and the contract goes on', async () => {
    const [optedOut, broke] = [await propose(), await propose()];
    const [{ phone_number } = { phone_number: '' }] = await texts(optedOut);
    await rooms.database.transactions.run((tx) =>
      rooms.get(OptOutsService).add(tx, phone_number, later(1).toISOString()),
    );
    await remind(later(6));
    expect(await reminded(optedOut)).toEqual(['p1 suppressed', 'p2 queued']);
    await write`UPDATE parties SET remind_at = ${later(8).toISOString()} WHERE contract_id = ${optedOut}`;
    await remind(later(8)); // once is enough to know it
    expect(await reminded(optedOut)).toEqual(['p1 suppressed', 'p2 queued']);
    await leave(broke);
    await write`UPDATE segment_budgets SET segments = 50`;
    await write`UPDATE parties SET remind_at = ${later(8).toISOString()} WHERE contract_id = ${broke}`;
    await remind(later(8));
    expect(await reminded(broke)).toEqual(['p1 sent', 'p2 sent', 'p1 suppressed', 'p2 suppressed']);
    expect((await texts(broke)).at(-1)).toMatchObject({ failure_reason: 'budget-spent' });
    const deliveries = await rooms.get(MessagesService).deliveries(broke, 1);
    expect([...deliveries.values()].map(({ status }) => status)).toEqual(['sent', 'sent']);
    expect(await times(broke)).toEqual(Array(2).fill('2031-05-05T17:45:00.000Z'));
  });

  test('no reminder follows a text that did not arrive, has not left, or left within the hour', async () => {
    const [failed, waiting, recent] = [await propose(), await propose(), await propose()];
    await write`UPDATE messages SET status = 'failed' WHERE contract_id = ${failed}`;
    await write`UPDATE messages SET status = 'queued', sent_at = NULL WHERE contract_id = ${waiting}`;
    await write`UPDATE messages SET sent_at = ${later(5.5).toISOString()} WHERE contract_id = ${recent}`;
    expect(await remind(later(6))).toBe(0);
    for (const id of [failed, waiting, recent]) {
      expect(await times(id)).toEqual(Array(2).fill('2031-05-05T17:45:00.000Z'));
    }
  });

  test('the issuer is told on expiry who has not answered', async () => {
    const [half, nobody] = [await propose(), await propose(2 * HOUR)];
    await decide(half, 'p1', 'yes');
    expect(await times(nobody)).toEqual([null, null]);
    expect(await rooms.get(ExpiryWorker).expireDue(later(24))).toBe(2);
    const last = async (id: string) => (await rooms.get(EventsService).list(rooms.database.reads, id)).at(-1);
    expect(await last(half)).toMatchObject({
      type: 'contract.expired',
      data: { unanswered: ['p2'], status: 'expired' },
    });
    expect(await last(nobody)).toMatchObject({ data: { unanswered: ['p1', 'p2'] } });
    expect(await remind(later(24))).toBe(0);
  });
});
