/** How fast texts leave, what they may cost and whom they may pester, as the service sees it. */
import type { Facts } from './env-facts.js';
import type { Values } from './env-table.js';

/** Null: no limit. */
export interface Texting {
  readonly atOnce: number;
  readonly perSecond: number | null;
  readonly repeatAfterMs: number;
  readonly countries: readonly string[] | null;
  /** Of one account. */
  readonly segmentsPerDay: number | null;
  /** Of all accounts together. */
  readonly segmentsPerDayInAll: number | null;
  readonly invitationsPerDay: number | null;
  readonly textsPerNumber: number | null;
  readonly textsPerPrefix: number | null;
  /** So many texts without an answer pause their dial prefix. */
  readonly unanswered: number | null;
}

const ANONYMOUS = { segments: 1_000, invitations: 3, perNumber: 20, perPrefix: 500, unanswered: 50 };

/** Where anybody may create, strangers must not be able to spend the operator's money or pester a number. */
export function shapeTexting(values: Values, { isOpenProduction }: Facts): Texting {
  const own = isOpenProduction ? ANONYMOUS : null;
  return {
    atOnce: values.SMS_AT_ONCE,
    perSecond: values.SMS_RATE ?? null,
    repeatAfterMs: values.SMS_REPEAT_AFTER * 1_000,
    countries: values.SMS_COUNTRIES ?? (isOpenProduction ? [values.DEFAULT_REGION] : null),
    segmentsPerDay: values.SMS_BUDGET ?? own?.segments ?? null,
    // There is but one account where anybody may create: its budget bounds them all.
    segmentsPerDayInAll: values.SMS_BUDGET_TOTAL ?? null,
    invitationsPerDay: values.INVITATIONS_PER_DAY ?? own?.invitations ?? null,
    textsPerNumber: values.SMS_PER_NUMBER ?? own?.perNumber ?? null,
    textsPerPrefix: values.SMS_PER_PREFIX ?? own?.perPrefix ?? null,
    unanswered: values.SMS_UNANSWERED_LIMIT ?? own?.unanswered ?? null,
  };
}
