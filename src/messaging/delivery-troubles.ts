/** Why a text did not arrive, in words that stay, and what to do about it. Pure. */
import type { Language } from '../texts/wording.js';
import { type DeliveryAdvice, english } from './delivery-advice.en.js';
import { swahili } from './delivery-advice.sw.js';

const ADVICE: Record<Language, DeliveryAdvice> = { en: english, sw: swahili };

/** What the carrier writes as `failureReason`, in lower case; its spelling varies. */
const REPORTED = new Map(
  Object.entries({
    insufficientcredit: 'insufficient-balance',
    userinblacklist: 'opted-out-at-carrier',
    useraccountsuspended: 'number-suspended',
    userisinactive: 'number-inactive',
    userdoesnotexist: 'number-inactive',
    notnetworksubcriber: 'number-inactive', // sic
    notnetworksubscriber: 'number-inactive',
    usernotsubscribedtoproduct: 'not-subscribed',
    invalidlinkid: 'not-subscribed',
    deliveryfailure: 'delivery-failure',
    donotdisturbrejection: 'do-not-disturb',
    absentsubscriber: 'absent-subscriber',
    expired: 'expired-at-carrier',
    rejected: 'rejected',
    failed: 'delivery-failure',
  }),
);

/** The reason a failed delivery report gives: its `failureReason`, else its status; kept as it came where it is new. */
export function reasonOfReport(status: string, failureReason: string | null): string {
  const given = failureReason ?? status;
  return REPORTED.get(given.toLowerCase()) ?? given;
}

export interface Trouble {
  reason: string;
  /** What to do, in a sentence for whoever made the contract. */
  advice: string;
}

/** So long after a text left without a word on whether it arrived, somebody should know. */
export const REPORT_EXPECTED_MS = 6 * 60 * 60 * 1_000;

interface Standing {
  status: string;
  failure_reason: string | null;
  sent_at: string | null;
}

/** What keeps a text from its phone; null while all is as it should be. */
export function troubleOf({ status, failure_reason: reason, sent_at }: Standing, now: Date): Trouble | null {
  if (status === 'sent' && sent_at !== null && now.getTime() - Date.parse(sent_at) > REPORT_EXPECTED_MS) {
    return { reason: 'no-report', advice: english.reasons['no-report'] };
  }
  return status === 'delivered' || reason === null ? null : { reason, advice: adviceFor(status, reason) };
}

/** The advice for a trouble of a text in that state; in English unless told otherwise, as the API gives it. */
export function adviceFor(status: string, reason: string, language: Language = 'en'): string {
  const { reasons, gaveUp, triesAgain, unknown } = ADVICE[language];
  const isOurs = /^(carrier|connect|proxy|connection|no-recipient|rejected-by|too-many)/.test(reason);
  if (isOurs && status === 'failed') return gaveUp;
  if (Object.hasOwn(reasons, reason)) return reasons[reason as keyof typeof reasons];
  return isOurs ? triesAgain : unknown;
}
