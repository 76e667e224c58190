/** What a text from a phone can come to. */
import type { AskedParty, CheckedReceipt } from './reply-matching.service.js';

export type ReplyOutcome =
  | ('yes' | 'no' | 'repeated' | 'expired' | 'closed' | 'wrong_code' | 'needs_review' | 'stranger')
  | ('help' | 'stop' | 'start' | 'status' | 'terms' | 'checked' | 'wrong_check');

/** Those a person should look at. */
export const NEEDS_REVIEW: ReadonlySet<string | null> = new Set<ReplyOutcome>([
  'needs_review',
  'wrong_code',
  'wrong_check',
]);

/** What a text came to, and for which party. */
export interface Heard {
  outcome: ReplyOutcome;
  party: AskedParty | null;
  /** The receipt that was asked about, by whomever. */
  checked?: CheckedReceipt;
}
