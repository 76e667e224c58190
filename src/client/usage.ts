/** What the texts of a day came to. */
import { type Answer, parseAnswer } from './answers.js';
import type { Call } from './call.js';
import type { CallOptions } from './contracts.js';

interface Segments {
  used: number;
  /** Null: no limit. */
  limit: number | null;
}

export interface Usage {
  /** In UTC, such as 2026-11-22. */
  day: string;
  /** Null: all accounts together. */
  account_id: string | null;
  segments: Segments;
  /** Of all accounts together; for admins. */
  total?: Segments;
  /** What the carrier said; exact decimals. */
  costs: { currency: string; amount: string }[];
  /** Where nobody is asked now. */
  paused_prefixes: { prefix: string; since: string; reason: string }[];
}

export interface UsageFilter {
  /** In UTC, such as 2026-11-22; today unless given. */
  day?: string;
  /** For admins; all accounts together unless given. */
  account_id?: string;
}

export const usageCall =
  (send: (call: Call) => Promise<Answer>) =>
  async (filter: UsageFilter = {}, options: CallOptions = {}): Promise<Usage> =>
    parseAnswer(await send({ ...options, method: 'GET', path: '/api/v1/usage', query: { ...filter } }));
