/** What texts may cost a day: so many segments an account, and so many all accounts together. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { COMMUNITY } from '../accounts/community.js';
import { ENV, type Env } from '../config/env.js';
import { AccountEventsService } from '../feed/account-events.service.js';
import { SpentBudget } from '../persistence/texting.entities.js';
import type { Tx } from '../transactions/tx.js';
import type { Held } from './held-back.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

interface Spent {
  accountId: string;
  day: string;
  limit: number;
  scope: 'account' | 'total';
}

@Injectable()
export class TextBudgetsService {
  private readonly log = new Logger('budget');
  /** Accounts of that day whose budget this process has told to be spent. */
  private told = { day: '', accounts: new Set<string>() };

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(AccountEventsService) private readonly events: AccountEventsService,
  ) {}

  /**
   * Takes segments from the day's budgets; where one does not hold so many more, nothing is taken from either. One row
   * for all and one an account, always in this order: on PostgreSQL, where there is a budget, writers wait here for
   * each other until they commit.
   */
  async take(tx: Tx, account: string | null, segments: number, now: Date): Promise<Held | null> {
    const { segmentsPerDay: ofAccount, segmentsPerDayInAll: ofAll } = this.env.texting;
    if (ofAccount === null && ofAll === null) return null;
    const accountId = account ?? COMMUNITY;
    const day = dayOf(now);
    if (ofAll !== null && !(await takeFromAll(tx, day, segments, ofAll))) {
      return this.held(tx, { accountId, day, limit: ofAll, scope: 'total' }, now);
    }
    if (ofAccount === null || (await takeFromAccount(tx, accountId, day, segments, ofAccount))) return null;
    if (ofAll !== null) await tx.sql`UPDATE segment_totals SET segments = segments - ${segments} WHERE day = ${day}`;
    return this.held(tx, { accountId, day, limit: ofAccount, scope: 'account' }, now);
  }

  private async held(tx: Tx, spent: Spent, now: Date): Promise<Held> {
    const midnight = Math.ceil((now.getTime() + 1) / DAY_MS) * DAY_MS;
    const held: Held = { reason: 'budget-spent', until: midnight };
    if (this.isTold(spent)) return held;
    const record = (own: Tx) => this.tell(own, spent, now);
    await record(tx);
    return { ...held, record };
  }

  /** Once an account and day, by whichever server finds it out. */
  private async tell(tx: Tx, spent: Spent, now: Date): Promise<void> {
    const { accountId, day, limit, scope } = spent;
    const isNew = await tx.insertNew(SpentBudget, { account_id: accountId, day });
    if (isNew) await this.events.record(tx, { accountId, type: 'budget.spent', data: { day, limit, scope }, now });
    tx.afterCommit(() => {
      if (this.told.day !== day) this.told = { day, accounts: new Set() };
      this.told.accounts.add(accountId);
      const whose = scope === 'total' ? 'all accounts' : `account ${accountId}`;
      const what = `a text did not fit into the ${limit} segments of ${whose} for ${day} any more`;
      if (isNew) this.log.error(`${what}: until midnight UTC such texts do not leave`);
    });
  }

  private isTold({ accountId, day }: Spent): boolean {
    return this.told.day === day && this.told.accounts.has(accountId);
  }
}

/** A day of the budgets, which begin at midnight UTC. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

async function takeFromAll(tx: Tx, day: string, segments: number, budget: number): Promise<boolean> {
  const taken = await tx.sql`INSERT INTO segment_totals (day, segments)
    SELECT CAST(${day} AS varchar(10)), CAST(${segments} AS integer)
      WHERE CAST(${segments} AS integer) <= CAST(${budget} AS integer)
    ON CONFLICT (day) DO UPDATE SET segments = segment_totals.segments + excluded.segments
      WHERE segment_totals.segments + excluded.segments <= CAST(${budget} AS integer)
    RETURNING segments`;
  return taken.length === 1;
}

async function takeFromAccount(tx: Tx, accountId: string, day: string, segments: number, budget: number) {
  const taken = await tx.sql`INSERT INTO segment_budgets (account_id, day, segments)
    SELECT CAST(${accountId} AS varchar(40)), CAST(${day} AS varchar(10)), CAST(${segments} AS integer)
      WHERE CAST(${segments} AS integer) <= CAST(${budget} AS integer)
    ON CONFLICT (account_id, day) DO UPDATE SET segments = segment_budgets.segments + excluded.segments
      WHERE segment_budgets.segments + excluded.segments <= CAST(${budget} AS integer)
    RETURNING segments`;
  return taken.length === 1;
}
