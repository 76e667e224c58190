/** A contract's texts without its people: what was agreed stays, who said it and in which words goes. */

import { type KeptDocument, readDocument } from '../contracts/contract-document.js';
import { canonicalize } from '../json/canonical-json.js';

/** Stands where a name or a number stood. */
export const ERASED = 'erased';

/** The terms, roles and times; no transcript, and of the erased party neither name nor number. */
export function redactDocument(text: string, phoneNumber: string, at: string): string {
  const { transcript, ...document } = readDocument(text);
  const parties = document.parties.map((party) =>
    party.phone_number === phoneNumber ? { ...party, name: ERASED, phone_number: ERASED } : party,
  );
  return canonicalize({ ...document, parties, erased_at: document.erased_at ?? at } satisfies KeptDocument);
}

/** The answer with its time and grade; no text shown, reply, reason or carrier's id: any of them may name somebody. */
export function redactDecision(text: string): string {
  const { texts_shown, reply, reason, carrier_message_id, ...decision } = JSON.parse(text) as Record<string, unknown>;
  return canonicalize({ ...decision, texts_shown: [], reply: null, carrier_message_id: null });
}
