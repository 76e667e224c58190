/**
 * Lets go of what is no evidence and nobody needs any more: reports of deliveries, whose last word stands with their text;
 * one-time codes; texts of people who were in no contract. Raw replies stay: a captured one, sent again, is known by them.
 */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { atLeisure } from '../chores/leisure.js';
import { Periodic } from '../chores/periodic.js';
import { uuidv7Floor } from '../crypto/ids.js';
import { SMS_TOPIC } from '../messaging/messages.service.js';
import type { Callback } from '../persistence/message.entities.js';
import { Transactions, type Tx } from '../transactions/tx.js';

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;
const REPORTS_MS = 30 * DAY_MS; // a carrier reports for days, and repeats for half of one
const CODES_MS = DAY_MS; // they are counted for an hour
const STRANGERS_MS = 90 * DAY_MS; // long enough for somebody to look at them
const AT_ONCE = 200;

@Injectable()
export class TraceRetentionWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('retention');
  private readonly turns = new Periodic(
    (signal) => this.removeOld(new Date(), signal),
    ({ message }) => this.log.warn(`will clear up again: ${message}`),
  );

  constructor(@Inject(Transactions) private readonly transactions: Transactions) {}

  onApplicationBootstrap(): void {
    this.turns.start({ firstMs: 0, everyMs: HOUR_MS });
  }

  onModuleDestroy(): Promise<void> {
    return this.turns.stop();
  }

  /** In small transactions: others write in between. */
  async removeOld(now: Date, signal: AbortSignal): Promise<void> {
    const ago = (ms: number) => new Date(now.getTime() - ms);
    const steps = [
      (tx: Tx) => removeReports(tx, 'delivery', ago(REPORTS_MS).toISOString()),
      (tx: Tx) => removeReports(tx, 'android', ago(REPORTS_MS).toISOString()),
      (tx: Tx) => removeCodes(tx, uuidv7Floor(ago(CODES_MS).getTime())),
      (tx: Tx) => emptyStrangers(tx, ago(STRANGERS_MS).toISOString()),
      (tx: Tx) => removeStrangers(tx, uuidv7Floor(ago(STRANGERS_MS).getTime())),
    ];
    for (const remove of steps) {
      await atLeisure(signal, async () => (await this.transactions.run(remove)) === AT_ONCE);
    }
  }
}

/** Each returns how many it removed: row by row, as SQLite walks over all there are for a list of keys of two parts. */
async function removeReports(tx: Tx, kind: 'delivery' | 'android', before: string): Promise<number> {
  // Both conditions: the index has the first, word for word.
  const old = await tx.sql<
    Pick<Callback, 'dedupe_key'>
  >`SELECT dedupe_key FROM callbacks WHERE kind IN ('delivery','android')
    AND kind = ${kind} AND received_at < ${before} ORDER BY received_at LIMIT ${AT_ONCE}`;
  for (const { dedupe_key } of old) {
    await tx.sql`DELETE FROM callbacks WHERE kind = ${kind} AND dedupe_key = ${dedupe_key}`;
  }
  return old.length;
}

async function removeCodes(tx: Tx, floor: string): Promise<number> {
  const removed = await tx.sql`DELETE FROM one_time_codes WHERE id IN
    (SELECT id FROM one_time_codes WHERE id < ${floor} ORDER BY id LIMIT ${AT_ONCE}) RETURNING id`;
  return removed.length;
}

/** Only the key of the callback is left. */
async function emptyStrangers(tx: Tx, before: string): Promise<number> {
  const old = await tx.sql<Pick<Callback, 'kind' | 'dedupe_key'>>`SELECT kind, dedupe_key FROM callbacks
    WHERE outcome = 'stranger' AND received_at < ${before} ORDER BY received_at LIMIT ${AT_ONCE}`;
  for (const { kind, dedupe_key } of old) {
    await tx.sql`UPDATE callbacks SET fields = '{}', outcome = 'forgotten'
      WHERE kind = ${kind} AND dedupe_key = ${dedupe_key}`;
  }
  return old.length;
}

/** What a number that is in no contract was told, and said. What still waits to be sent is none of this. */
async function removeStrangers(tx: Tx, floor: string): Promise<number> {
  const texts = await tx.sql<{ id: string }>`SELECT id FROM messages
    WHERE contract_id IS NULL AND id < ${floor} AND status <> 'queued' ORDER BY id LIMIT ${AT_ONCE}`;
  for (const { id } of texts) {
    await tx.sql`DELETE FROM arrivals WHERE message_id = ${id}`;
    await tx.sql`DELETE FROM outbox WHERE topic = ${SMS_TOPIC} AND status = 'dead' AND payload = ${id}`;
    await tx.sql`DELETE FROM messages WHERE id = ${id}`;
  }
  return texts.length;
}
