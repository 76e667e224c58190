/** The grade a decision holds by the end of the receipt's chain: a later event may have raised it from B to A. */
import type { ReceiptParts } from './read-receipt.js';
import type { Decision } from './receipt-types.js';

export const CORROBORATED = 'contract.corroborated';

/** `raisedAt`: when the carrier's inbox bore the decision out; null where the grade is the one that was signed. */
export type HeldGrade = { grade: Decision['grade']; raisedAt: string | null };

export function heldGrade({ party_id, answer, grade }: Decision, { receipt, document }: ReceiptParts): HeldGrade {
  const type = answer === 'yes' ? 'contract.party_confirmed' : 'contract.party_declined';
  let isRecorded = false;
  for (const { type: found, at, data: about } of receipt.events) {
    if (about.version !== document.version || about.party_id !== party_id) continue;
    if (found === type) isRecorded = true;
    const isBorneOut = found === CORROBORATED && about.answer === answer && about.grade === 'A';
    if (isBorneOut && isRecorded && grade === 'B') return { grade: 'A', raisedAt: at };
  }
  return { grade, raisedAt: null };
}
