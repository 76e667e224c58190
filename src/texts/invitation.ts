/** Puts a contract into a text that a feature phone shows whole, and lists what the text does not carry. */
import { segments, septets } from './gsm7.js';
import { type Phrase, phrasesOf, pointerTo, shortName, transcriptPhrase } from './shown-terms.js';
import { ANY_CODE, type Language, renderCode, type Wording, wordingFor } from './wording.js';

export interface InvitationInput {
  language: Language;
  contractId: string;
  contractType: string;
  terms: Record<string, unknown>;
  transcript?: string;
  recipientPartyId: string;
  parties: { party_id: string; name: string; role: string }[];
  version: number;
  /** The word that a shared short code wants before every reply. */
  keyword?: string | null;
}

/** A text with `{code}` still in it, and JSON pointers (RFC 6901) to what it does not carry in full. */
export interface ShownText {
  text: string;
  termsNotShown: string[];
}

/** How a text is put together from the phrases that fit, and whether it may be as long as it then is. */
interface Layout {
  write(shown: Phrase[], isComplete: boolean): string;
  fits(shown: Phrase[], isComplete: boolean): boolean;
}

const INVITATION_SEPTETS = 130; // of 160, so that what a carrier appends still fits
const TERMS_SEGMENTS = 6;
const JOINT = ', ';
const COUNTERPARTS: Record<string, string> = {
  buyer: 'seller',
  seller: 'buyer',
  lender: 'borrower',
  borrower: 'lender',
};
const BYSTANDERS = ['mediator', 'witness', 'agent'];

/** The text that asks a party for its yes or no: one segment. */
export const composeInvitation = (input: InvitationInput): ShownText => compose(input, wordingFor(input.language).asks);

/** The same, and that it was asked before. */
export const composeReminder = (input: InvitationInput): ShownText =>
  compose(input, wordingFor(input.language).reminds);

function compose(input: InvitationInput, greeting: string): ShownText {
  const wording = wordingFor(input.language);
  const phrases = phrasesOf(input.terms, wording, kindOf(input, wording), othersOf(input, wording));
  const write = (shown: Phrase[], isComplete: boolean) =>
    sentence([
      greeting,
      input.version > 1 ? wording.changedTerms : '',
      shown.length > 0 ? `${shown.map((phrase) => phrase.text).join(JOINT)}.` : '',
      isComplete ? '' : wording.more(input.keyword),
      wording.reply(input.keyword),
    ]);
  return fill(
    phrases.filter((phrase) => phrase.loss !== 'replaced'),
    allPointers(input),
    { write, fits: withinOneSegment(write) },
  );
}

/** Measures phrase by phrase: septets add up, and writing the whole text for every try is most of the work of asking. */
function withinOneSegment(write: Layout['write']): Layout['fits'] {
  const nothing: Phrase = { pointers: [], text: '', loss: 'none' };
  const costs = new Map<Phrase | boolean, number>();
  const costOf = (what: Phrase | boolean, text: () => string) => {
    const known = costs.get(what) ?? septets(text()) ?? Number.POSITIVE_INFINITY;
    costs.set(what, known);
    return known;
  };
  return (shown, isComplete) => {
    const frame = costOf(isComplete, () => renderCode(write([nothing], isComplete), ANY_CODE));
    const phrases = shown.reduce((sum, phrase) => sum + costOf(phrase, () => phrase.text), 0);
    return frame + phrases + (shown.length - 1) * JOINT.length <= INVITATION_SEPTETS;
  };
}

/** The answer to `TERMS <code>`: what the invitation left out, in at most six segments. */
export function composeTerms(input: InvitationInput): ShownText {
  const wording = wordingFor(input.language);
  const wanted = composeInvitation(input).termsNotShown;
  const transcript = input.transcript ? transcriptPhrase(input.transcript, wording) : null;
  const phrases = [...phrasesOf(input.terms, wording, '', []), ...(transcript ? [transcript] : [])];
  const write = (shown: Phrase[], isComplete: boolean) =>
    sentence([
      isComplete && shown.length === 0 ? wording.noMoreTerms(input.contractId) : wording.terms(input.contractId),
      shown.length > 0 ? `${shown.map((phrase) => phrase.text).join('; ')}.` : '',
      isComplete ? '' : wording.unsentTerms,
      wording.reply(input.keyword),
    ]);
  const fits: Layout['fits'] = (shown, isComplete) =>
    segments(renderCode(write(shown, isComplete), ANY_CODE)).segments <= TERMS_SEGMENTS;
  return fill(
    phrases.filter(({ pointers }) => pointers.some((pointer) => wanted.includes(pointer))),
    wanted,
    { write, fits },
  );
}

// A text that carries everything needs no hint for more, so it is tried first.
function fill(phrases: Phrase[], wanted: string[], layout: Layout): ShownText {
  const attempt = (isComplete: boolean): ShownText => {
    const shown = select(phrases, (some) => layout.fits(some, isComplete));
    const carried = new Set(shown.flatMap((phrase) => (phrase.loss === 'none' ? phrase.pointers : [])));
    return { text: layout.write(shown, isComplete), termsNotShown: wanted.filter((pointer) => !carried.has(pointer)) };
  };
  const complete = attempt(true);
  return complete.termsNotShown.length === 0 ? complete : attempt(false);
}

// Greedy: a phrase is in whole or not at all, and a short one may still fit where a weightier one did not.
function select(phrases: Phrase[], fits: (shown: Phrase[]) => boolean): Phrase[] {
  const shown: Phrase[] = [];
  const said = new Set<string>();
  for (const phrase of phrases) {
    const [main] = phrase.pointers;
    if (main && said.has(main)) continue;
    shown.push(phrase);
    if (fits(shown)) for (const pointer of phrase.pointers) said.add(pointer);
    else shown.pop();
  }
  return shown;
}

/** Where each term, and what was said, stands in the document. */
export function allPointers({ terms, transcript }: Pick<InvitationInput, 'terms' | 'transcript'>): string[] {
  return [...Object.keys(terms).map(pointerTo), ...(transcript ? ['/transcript'] : [])];
}

function kindOf({ contractType }: InvitationInput, wording: Wording): string {
  return wording.contractTypes[contractType] ?? wording.contractTypes.other!;
}

// The other side of the deal by role, else whoever is not merely standing by; the rest as a number.
function othersOf({ parties, recipientPartyId }: InvitationInput, wording: Wording): string[] {
  const role = parties.find((party) => party.party_id === recipientPartyId)?.role ?? '';
  const others = parties.filter((party) => party.party_id !== recipientPartyId);
  const other =
    others.find((party) => party.role === COUNTERPARTS[role]) ??
    others.find((party) => !BYSTANDERS.includes(party.role)) ??
    others[0];
  if (!other) return [];
  const name = shortName(other.name);
  const [firstName = ''] = name.split(' ');
  const more = others.length > 1 ? ` +${others.length - 1}` : '';
  const roleWord = wording.roles[other.role] ?? wording.roles.other!;
  return [name, firstName].map((called) => wording.party(roleWord, called) + more);
}

function sentence(parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
