/** The texts a draft would send: who gets which, what it costs, what it has no room for. Looks at nothing but the draft. */
import type { Env } from '../config/env.js';
import type { Terms } from '../contracts/contract-document.js';
import { segments } from '../texts/gsm7.js';
import { composeInvitation, composeTerms } from '../texts/invitation.js';
import { ANY_CODE, LANGUAGES, type Language, renderCode } from '../texts/wording.js';
import type { Draft } from './draft.js';

export interface ToBeAsked {
  contractType: string;
  terms: Terms;
  transcript: string;
  parties: { name: string; role: string; language: Language }[];
  version: number;
  keyword: string | null;
}

export interface TextShown {
  language: Language;
  text: string;
  septets: number;
  segments: number;
  /** JSON pointers within the document. */
  notShown: string[];
  /** Those of them that TERMS cannot send either. */
  notSent: string[];
}

/** One text, and everybody who gets it. */
export interface TextToSend extends TextShown {
  /** Where they stand in the list. */
  to: number[];
  inOthers: TextShown[];
}

// An invitation does not say it, and the answer to TERMS has room for one of this length.
const ANY_ID = 'AG-2026-000000000';
const HIDDEN_CODE = '••••••';
/** The room of an invitation: a segment less what a carrier may append. */
export const ROOM = 130;

export function textsToSend(asked: ToBeAsked): TextToSend[] {
  const texts = new Map<string, TextToSend>();
  asked.parties.forEach(({ language }, i) => {
    const [own, ...inOthers] = [language, ...LANGUAGES.filter((one) => one !== language)].map((one) =>
      shownTo(asked, i, one),
    );
    const same = [own!, ...inOthers].map(({ text }) => text).join('\n');
    const known = texts.get(same);
    if (known) known.to.push(i);
    else texts.set(same, { ...own!, to: [i], inOthers });
  });
  return [...texts.values()];
}

export const segmentsOf = (texts: TextToSend[]): number =>
  texts.reduce((sum, one) => sum + one.segments * one.to.length, 0);

function shownTo(
  { contractType, terms, transcript, parties, version, keyword }: ToBeAsked,
  i: number,
  language: Language,
) {
  const input = {
    ...{ language, contractType, terms, version, keyword },
    contractId: ANY_ID,
    ...(transcript !== '' && { transcript }),
    recipientPartyId: `p${i + 1}`,
    parties: parties.map(({ name, role }, at) => ({ party_id: `p${at + 1}`, name, role })),
  };
  const { text, termsNotShown } = composeInvitation(input);
  const cost = segments(renderCode(text, ANY_CODE));
  return {
    ...{ language, text: renderCode(text, HIDDEN_CODE), septets: cost.units, segments: cost.segments },
    ...{ notShown: termsNotShown, notSent: termsNotShown.length === 0 ? [] : composeTerms(input).termsNotShown },
  };
}

/** What a draft asks whom, as far as it is right; null while nothing is agreed in it. */
export function askedBy({ plain, parties }: Draft, terms: Terms, { defaults, confirmation }: Env): ToBeAsked | null {
  if (Object.keys(terms).length === 0) return null;
  return {
    ...{ contractType: plain.contract_type, terms, transcript: plain.transcript.trim(), version: 1 },
    parties: parties.map(({ name, role, language }) => ({
      ...{ name: name.trim(), role },
      language: LANGUAGES.find((one) => one === language) ?? defaults.language,
    })),
    keyword: confirmation.keyword,
  };
}
