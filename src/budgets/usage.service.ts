/** What a day's texts came to: segments against their budget, and what the carrier said they cost. */
import { Inject, Injectable } from '@nestjs/common';
import { COMMUNITY } from '../accounts/community.js';
import { ENV, type Env } from '../config/env.js';
import { uuidv7Floor } from '../crypto/ids.js';
import type { PausedPrefix } from '../persistence/texting.entities.js';
import { Reads } from '../transactions/reads.js';
import { type Cost, sumCosts } from './costs.js';
import { PausedPrefixesService } from './paused-prefixes.service.js';

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;
// A row's id is made a moment after the time that its text is counted by: a long wait for a lock lies in between.
const ID_LATE_MS = HOUR_MS;

export interface Usage {
  segments: { used: number; limit: number | null };
  costs: Cost[];
}

/** How far a day's budget is used up. */
export interface BudgetUse {
  of: 'all accounts' | 'busiest account';
  used: number;
  limit: number;
}

interface CostRow {
  cost: string | null;
  texts: number | string;
  segments: number | string;
}

@Injectable()
export class UsageService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(PausedPrefixesService) private readonly pauses: PausedPrefixesService,
  ) {}

  /** @param accountId null: all accounts together */
  async get(day: string, accountId: string | null): Promise<Usage> {
    const { segmentsPerDay, segmentsPerDayInAll } = this.env.texting;
    const limit = accountId === null ? segmentsPerDayInAll : segmentsPerDay;
    const rows = await this.rowsOf(day, accountId);
    // Against a budget counts what was taken from it; on a day before there was one, nothing was.
    const taken = limit === null ? null : await this.findTaken(day, accountId);
    const used = taken ?? rows.reduce((sum, { segments }) => sum + Number(segments), 0);
    const said = rows.flatMap(({ cost, texts }) => (cost === null ? [] : [{ cost, texts: Number(texts) }]));
    return { segments: { used, limit }, costs: sumCosts(said) };
  }

  /** Of the budgets there are: of all accounts together, and of the account that has used most of its own. */
  async listBudgets(day: string): Promise<BudgetUse[]> {
    const { segmentsPerDay, segmentsPerDayInAll } = this.env.texting;
    const budgets: BudgetUse[] = [];
    if (segmentsPerDayInAll !== null) {
      const used = (await this.findTaken(day, null)) ?? 0;
      budgets.push({ of: 'all accounts', used, limit: segmentsPerDayInAll });
    }
    if (segmentsPerDay !== null) {
      const [busiest] = await this.reads.sql<{ used: number | null }>`SELECT MAX(b.segments) AS used
        FROM accounts a JOIN segment_budgets b ON b.account_id = a.id AND b.day = ${day}`;
      budgets.push({ of: 'busiest account', used: busiest?.used ?? 0, limit: segmentsPerDay });
    }
    return budgets;
  }

  listPaused(): Promise<PausedPrefix[]> {
    return this.pauses.list();
  }

  private async findTaken(day: string, accountId: string | null): Promise<number | null> {
    const [row] =
      accountId === null
        ? await this.reads.sql<{ segments: number }>`SELECT segments FROM segment_totals WHERE day = ${day}`
        : await this.reads.sql<{ segments: number }>`SELECT segments FROM segment_budgets
            WHERE account_id = ${accountId} AND day = ${day}`;
    return row?.segments ?? null;
  }

  /** By what they cost: a day has many texts, and few prices. Ids are in the order of time, so a day is one range of them. */
  private rowsOf(day: string, accountId: string | null): Promise<CostRow[]> {
    const start = Date.parse(day);
    const all = accountId === null ? 1 : 0;
    return this.reads.sql<CostRow>`SELECT cost, COUNT(*) AS texts,
        SUM(CASE WHEN status = 'suppressed' AND failure_reason <> 'no-longer-open' THEN 0 ELSE segments END) AS segments
      FROM messages WHERE id >= ${uuidv7Floor(start)} AND id < ${uuidv7Floor(start + DAY_MS + ID_LATE_MS)}
        AND created_at >= ${new Date(start).toISOString()} AND created_at < ${new Date(start + DAY_MS).toISOString()}
        AND direction = 'out' AND (1 = ${all} OR COALESCE(account_id, ${COMMUNITY}) = ${accountId})
      GROUP BY cost`;
  }
}
