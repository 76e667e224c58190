/** What a receipt does not prove, in words for the person who holds it. */
import { labelOf } from './checks.js';
import type { LogFinding } from './log-proof.js';
import type { ReceiptParts } from './read-receipt.js';
import type { Decision } from './receipt-types.js';

/** The sentence on every receipt's face. It is not signed, so a receipt is free to lose it but not to change it. */
export const RECEIPT_NOTE =
  "This is the service's signed record of what the carrier delivered, each decision with its grade of evidence. " +
  "It is not signed with the parties' own keys.";

const GRADES: Record<Decision['grade'], string> = {
  A: "the carrier's callback was authenticated and held the party's own code, and the message was found again in the carrier's inbox; it still rests on the carrier's word",
  B: "the party's own code came back by an authenticated way; it rests on the word of the carrier and the service, and was not found a second time in the carrier's inbox",
  C: "the carrier's callback was authenticated, but the reply did not hold the party's own code",
  D: 'unauthenticated: nothing shows that the answer came from this phone',
};

const ABOUT_LOG = {
  absent:
    'It carries no proof that it stands in a log, so only the service itself could tell whether it was taken back.',
  unsigned: 'The log proof beside the receipt fits together, but no trusted key was given that signed its checkpoint.',
};

/** What is left open by a receipt that holds. */
export function listNotProven({ receipt, document }: ReceiptParts, inLog: LogFinding['is']): string[] {
  const sentences = [
    "It is not made with any party's own key: it is the service's signed record of what the carrier delivered.",
    "Names and roles are as the contract's author wrote them; times are by the service's own clock.",
  ];
  const labels = new Map(document.parties.map((party) => [party.party_id, labelOf(party)]));
  for (const decision of receipt.decisions) {
    sentences.push(...aboutDecision(decision, labels.get(decision.party_id) ?? decision.party_id));
  }
  if (inLog !== 'included') sentences.push(ABOUT_LOG[inLog === 'absent' ? 'absent' : 'unsigned']);
  if (receipt.note !== undefined && receipt.note !== RECEIPT_NOTE) {
    sentences.push('The note on the receipt is not the usual one and is not signed: do not rely on what it says.');
  }
  return sentences;
}

function aboutDecision(decision: Decision, label: string): string[] {
  const { answer, grade, carrier, terms_not_shown: hidden } = decision;
  const sentences = [`${label} said ${answer}, grade ${grade}: ${GRADES[grade]}.`];
  if (carrier === 'simulator') {
    sentences.push(`${label}: SIMULATED. No telephone and no carrier took part in this decision.`);
  }
  if (hidden.length > 0) {
    sentences.push(`${label} was not shown these terms in the texts before deciding: ${hidden.join(', ')}.`);
  }
  return sentences;
}
