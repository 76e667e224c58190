/** What a receipt does not prove, for the person who holds it. */
import { labelOf } from './checks.js';
import { type HeldGrade, heldGrade } from './held-grade.js';
import type { LogFinding } from './log-proof.js';
import type { ReceiptParts } from './read-receipt.js';
import type { Decision } from './receipt-types.js';
import type { Sentence } from './wording.js';

/** The sentence on every receipt's face. It is not signed, so a receipt is free to lose it but not to change it. */
export const RECEIPT_NOTE =
  "This is the service's signed record of what the carrier delivered, each decision with its grade of evidence. " +
  "It is not signed with the parties' own keys.";

/** What is left open by a receipt that holds. */
export function listNotProven(parts: ReceiptParts, inLog: LogFinding['is']): Sentence[] {
  const { receipt, document } = parts;
  const sentences: Sentence[] = [['noOwnKey'], ['namesAsWritten']];
  const labels = new Map(document.parties.map((party) => [party.party_id, labelOf(party)]));
  for (const decision of receipt.decisions) {
    sentences.push(
      ...aboutDecision(decision, heldGrade(decision, parts), labels.get(decision.party_id) ?? decision.party_id),
    );
  }
  if (inLog !== 'included') sentences.push([inLog === 'absent' ? 'noLogProof' : 'logUnsigned']);
  if (receipt.note !== undefined && receipt.note !== RECEIPT_NOTE) sentences.push(['otherNote']);
  return sentences;
}

function aboutDecision(
  { answer, carrier, terms_not_shown: hidden, grade: signed }: Decision,
  { grade, raisedAt }: HeldGrade,
  label: string,
): Sentence[] {
  const sentences: Sentence[] = [['gradedAs', label, answer, grade]];
  if (raisedAt !== null) sentences.push(['gradeRaised', label, signed, grade, raisedAt]);
  if (carrier === 'simulator') sentences.push(['simulated', label]);
  if (hidden.length > 0) sentences.push(['termsNotShown', label, hidden.join(', ')]);
  return sentences;
}
