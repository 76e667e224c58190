/** Why a text does not leave, and what whoever ordered it is told. */
import { Problem, type ProblemKind } from '../problems/problem.js';
import { retryAfter } from '../problems/retry-after.js';
import type { Tx } from '../transactions/tx.js';
import { RecordedRefusal } from '../writes/recorded-refusal.js';

/** As it stands in `failure_reason`. */
export type Suppression =
  | ('opted-out' | 'budget-spent' | 'too-often')
  | ('number-limit' | 'prefix-limit' | 'prefix-paused');

export interface Held {
  reason: Suppression;
  /** When it is worth trying again, in milliseconds. */
  until?: number;
  /** Records what was found out just now, once; for a transaction of its own where this one is undone. */
  record?: (tx: Tx) => Promise<void>;
}

type Refusal = readonly [kind: ProblemKind, why: (whose: string) => string];

/** A party who opted out is not asked, and the others are: no refusal. A code held back is told like any other. */
const REFUSALS: Partial<Record<Suppression, Refusal>> = {
  'budget-spent': ['budget-spent', () => 'The texts this service may send today are spent'],
  'number-limit': [
    'too-many-requests',
    (whose) => `As many texts as may within 24 hours went to ${whose}; wait, or leave that number alone`,
  ],
  'prefix-limit': [
    'too-many-requests',
    (whose) => `As many texts as may within 24 hours went to numbers that begin like ${whose}`,
  ],
  'prefix-paused': [
    'prefix-paused',
    (whose) => `Texts to numbers that begin like ${whose} went unanswered, so nobody is asked there now`,
  ],
};

/**
 * Asking nobody would look like asking: better told at once. Null where it is no reason to refuse.
 * @param whose the number in words, such as `the number of p1`
 */
export function refusalOf({ reason, until, record }: Held, whose: string, now: Date): Problem | null {
  const [kind, why] = REFUSALS[reason] ?? [];
  if (!kind || !why) return null;
  const detail = `${why(whose)}; nothing was stored`;
  const extras = until === undefined ? {} : { headers: retryAfter(until, now) };
  return record ? new RecordedRefusal(kind, detail, extras, record) : new Problem(kind, detail, extras);
}
