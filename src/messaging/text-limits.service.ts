/** Bounds on what texts may cost and whom they may pester: a daily budget an account, invitations a number and day. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { COMMUNITY } from '../accounts/community.js';
import { ENV, type Env } from '../config/env.js';
import { uuidv7Floor } from '../crypto/ids.js';
import { Problem } from '../problems/problem.js';
import { retryAfter } from '../problems/retry-after.js';
import type { Tx } from '../transactions/tx.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
// Where invitations are bounded: enough for three contracts a day, each asked for three times.
const CODES_PER_DAY = 10;

@Injectable()
export class TextLimitsService {
  private readonly log = new Logger('budget');
  private toldOn = '';

  constructor(@Inject(ENV) private readonly env: Env) {}

  /**
   * Takes segments from the day's budget; false, and nothing taken, when it does not hold so many more. One row an
   * account and day: on PostgreSQL, where there is a budget, the account's writers wait for each other at this point.
   */
  async spend(tx: Tx, accountId: string | null, segments: number, now: Date): Promise<boolean> {
    const budget = this.env.texting.segmentsPerDay;
    if (budget === null) return true;
    const day = now.toISOString().slice(0, 10);
    const account = accountId ?? COMMUNITY;
    const spent = await tx.sql`INSERT INTO segment_budgets (account_id, day, segments)
      SELECT CAST(${account} AS varchar(40)), CAST(${day} AS varchar(10)), CAST(${segments} AS integer)
        WHERE CAST(${segments} AS integer) <= CAST(${budget} AS integer)
      ON CONFLICT (account_id, day) DO UPDATE SET segments = segment_budgets.segments + excluded.segments
        WHERE segment_budgets.segments + excluded.segments <= CAST(${budget} AS integer)
      RETURNING segments`;
    if (spent.length === 0) this.tell(account, day, budget);
    return spent.length === 1;
  }

  private tell(account: string, day: string, budget: number): void {
    if (this.toldOn === `${account} ${day}`) return;
    this.toldOn = `${account} ${day}`;
    const what = `the ${budget} segments of account ${account} for ${day}`;
    this.log.error(`a text did not fit into ${what} any more: until midnight UTC such texts do not leave`);
  }

  /** Whether a number may be texted one more code: whoever knows it can ask for them, contract by contract. */
  async maySendCode(tx: Tx, phoneNumber: string, now: Date): Promise<boolean> {
    if (this.env.texting.invitationsPerDay === null) return true;
    const since = now.getTime() - DAY_MS;
    const sent = await tx.sql`SELECT 1 FROM messages
      WHERE phone_number = ${phoneNumber} AND id > ${uuidv7Floor(since)}
        AND kind = 'one_time_code' AND created_at > ${new Date(since).toISOString()} LIMIT ${CODES_PER_DAY}`;
    return sent.length < CODES_PER_DAY;
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

/** No more texts today. */
export function budgetSpent(now: Date): Problem {
  const midnight = Math.ceil((now.getTime() + 1) / DAY_MS) * DAY_MS;
  return new Problem('budget-spent', 'The texts this service may send today are spent; nothing was stored', {
    headers: retryAfter(midnight, now),
  });
}
