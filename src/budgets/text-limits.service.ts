/** Bounds on what texts may cost and whom they may pester: the one door to budgets, traffic and paused prefixes. */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { uuidv7Floor } from '../crypto/ids.js';
import { dialPrefix } from '../phones/phone-number.js';
import { Problem } from '../problems/problem.js';
import { retryAfter } from '../problems/retry-after.js';
import type { Tx } from '../transactions/tx.js';
import { type Held, refusalOf } from './held-back.js';
import { PausedPrefixesService } from './paused-prefixes.service.js';
import { TextBudgetsService } from './text-budgets.service.js';
import { TextTrafficService, type WishedText } from './text-traffic.service.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
// Where invitations are bounded: enough for three contracts a day, each asked for three times.
const CODES_PER_DAY = 10;

@Injectable()
export class TextLimitsService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(TextBudgetsService) private readonly budgets: TextBudgetsService,
    @Inject(TextTrafficService) private readonly traffic: TextTrafficService,
    @Inject(PausedPrefixesService) private readonly pauses: PausedPrefixesService,
  ) {}

  /** Before the texts of one transaction are admitted one by one. */
  lock(tx: Tx, numbers: string[]): Promise<void> {
    return this.traffic.lock(tx, numbers);
  }

  /**
   * Counts the text and takes its segments, or says why it must not go; then nothing is taken.
   * @param before texts of this transaction that are for the same number, and not in the table yet
   */
  async admit(tx: Tx, text: WishedText, segments: number, before: number): Promise<Held | null> {
    const { to, kind, accountId, now } = text;
    if (kind === 'one_time_code' && !(await this.maySendCode(tx, to, now))) return { reason: 'too-often' };
    const held =
      (await this.traffic.whyNot(tx, text, before)) ?? (await this.budgets.take(tx, accountId, segments, now));
    if (!held) await this.traffic.count(tx, to, now);
    return held;
  }

  /** A text came from that number. */
  hear(tx: Tx, phoneNumber: string, now: Date): Promise<void> {
    return this.pauses.hear(tx, phoneNumber, now);
  }

  /** Whether a number may be texted one more code: whoever knows it can ask for them, contract by contract. */
  private async maySendCode(tx: Tx, phoneNumber: string, now: Date): Promise<boolean> {
    if (this.env.texting.invitationsPerDay === null) return true;
    const since = now.getTime() - DAY_MS;
    const sent = await tx.sql`SELECT 1 FROM messages
      WHERE phone_number = ${phoneNumber} AND id > ${uuidv7Floor(since)}
        AND kind = 'one_time_code' AND created_at > ${new Date(since).toISOString()} LIMIT ${CODES_PER_DAY}`;
    return sent.length < CODES_PER_DAY;
  }

  /** Throws where nobody is asked at such numbers; for whoever asks, before it is looked at who that is. */
  async assertNotPaused(tx: Tx, phoneNumber: string, accountId: string | null, now: Date): Promise<void> {
    if (this.env.texting.unanswered === null) return;
    const held = await this.pauses.whyNot(tx, dialPrefix(phoneNumber), accountId, now);
    const refusal = held && refusalOf(held, 'this one', now);
    if (refusal) throw refusal;
  }

  /** Throws when a number was invited as often as it may be within a day, also for a contract withdrawn since. */
  async assertMayInvite(tx: Tx, party: { party_id: string; phone_number: string }, now: Date): Promise<void> {
    const limit = this.env.texting.invitationsPerDay;
    if (limit === null) return;
    const since = now.getTime() - DAY_MS;
    const recent = await tx.sql<{ created_at: string }>`SELECT created_at FROM messages
      WHERE phone_number = ${party.phone_number} AND id > ${uuidv7Floor(since)}
        AND kind = 'invitation' AND created_at > ${new Date(since).toISOString()}
        AND (failure_reason IS NULL OR failure_reason NOT IN ('opted-out', 'budget-spent'))
      ORDER BY id DESC LIMIT ${limit}`;
    if (recent.length < limit) return;
    const freeAt = Date.parse(recent.at(-1)!.created_at) + DAY_MS;
    const detail = `${party.party_id} has been invited ${limit} times within 24 hours; wait, or leave that number alone`;
    throw new Problem('too-many-requests', detail, { headers: retryAfter(freeAt, now) });
  }
}
