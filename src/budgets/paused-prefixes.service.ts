/**
 * Dial prefixes that nobody answers from: numbers rented in a row to earn on what we pay for texts (T8). Asking there is
 * paused until a text comes from one of them, or an operator lets it go on.
 */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { COMMUNITY } from '../accounts/community.js';
import { ENV, type Env } from '../config/env.js';
import { AccountEventsService } from '../feed/account-events.service.js';
import { PausedPrefix } from '../persistence/texting.entities.js';
import { dialPrefix } from '../phones/phone-number.js';
import { Problem } from '../problems/problem.js';
import { Reads } from '../transactions/reads.js';
import type { Tx } from '../transactions/tx.js';
import type { Held } from './held-back.js';

const MINUTE_MS = 60 * 1_000;
const HOUR_MS = 60 * MINUTE_MS;
// A younger text may still be answered.
const UNANSWERED_AFTER_MS = HOUR_MS;
export const LOOK_BACK_MS = 7 * 24 * HOUR_MS;
/** The one there is so far; stable, for programs. */
const REASON = 'unanswered';

type Resumption = 'answered' | 'operator';

@Injectable()
export class PausedPrefixesService {
  private readonly log = new Logger('prefixes');

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(AccountEventsService) private readonly events: AccountEventsService,
  ) {}

  /** Why nobody is asked at that prefix; pauses it where it is time to. */
  async whyNot(tx: Tx, prefix: string, account: string | null, now: Date): Promise<Held | null> {
    const limit = this.env.texting.unanswered;
    if (limit === null) return null;
    const [found] = await tx.sql<{ reason: string | null; texts: number | string }>`SELECT
      (SELECT reason FROM paused_prefixes WHERE prefix = ${prefix}) AS reason,
      (SELECT COALESCE(SUM(texts), 0) FROM prefix_traffic WHERE prefix = ${prefix}
        AND minute > COALESCE((SELECT minute FROM answered_prefixes WHERE prefix = ${prefix}), '')
        AND minute >= ${minuteOf(now.getTime() - LOOK_BACK_MS)}
        AND minute <= ${minuteOf(now.getTime() - UNANSWERED_AFTER_MS - MINUTE_MS)}) AS texts`;
    const texts = Number(found!.texts);
    const held: Held = { reason: 'prefix-paused', until: now.getTime() + HOUR_MS };
    if (found!.reason !== null) return held;
    if (texts < limit) return null;
    const record = (own: Tx) => this.pause(own, prefix, account ?? COMMUNITY, texts, now);
    await record(tx);
    return { ...held, record };
  }

  private async pause(tx: Tx, prefix: string, accountId: string, texts: number, now: Date): Promise<void> {
    const row: PausedPrefix = { prefix, account_id: accountId, reason: REASON, since: now.toISOString() };
    if (!(await tx.insertNew(PausedPrefix, row))) return;
    await this.events.record(tx, { accountId, type: 'prefix.paused', data: { prefix, reason: REASON }, now });
    const why = `${texts} texts went there, each over an hour ago, and none came back`;
    tx.afterCommit(() => this.log.error(`nobody is asked at ${prefix} any more: ${why}`));
  }

  /** A text came from that number. The last statements of a transaction: nobody waits behind them. */
  async hear(tx: Tx, phoneNumber: string, now: Date): Promise<void> {
    if (this.env.texting.unanswered !== null) await this.resume(tx, dialPrefix(phoneNumber), 'answered', now);
  }

  /** Somebody who runs this lets it go on. */
  async resumeByHand(tx: Tx, prefix: string, now: Date): Promise<void> {
    if (await this.resume(tx, prefix, 'operator', now)) return;
    throw new Problem('not-found', `${prefix} is not paused; see prefixes list.`);
  }

  /** What was sent so far counts no more. False when the prefix was not paused. */
  private async resume(tx: Tx, prefix: string, reason: Resumption, now: Date): Promise<boolean> {
    const minute = minuteOf(now.getTime());
    await tx.sql`INSERT INTO answered_prefixes (prefix, minute) VALUES (${prefix}, ${minute})
      ON CONFLICT (prefix) DO UPDATE SET minute = excluded.minute`;
    const [paused] = await tx.sql<PausedPrefix>`DELETE FROM paused_prefixes WHERE prefix = ${prefix} RETURNING *`;
    if (!paused) return false;
    const event = { accountId: paused.account_id, type: 'prefix.resumed' as const, data: { prefix, reason }, now };
    await this.events.record(tx, event);
    tx.afterCommit(() => this.log.log(`people are asked at ${prefix} again: ${reason}`));
    return true;
  }

  list(): Promise<PausedPrefix[]> {
    return this.reads.sql<PausedPrefix>`SELECT * FROM paused_prefixes ORDER BY since, prefix`;
  }
}

/** `2026-11-22T22:56`: by the minute, texts are counted. */
export const minuteOf = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
