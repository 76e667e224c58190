/** The answer to `CHECK <receipt code>`: one segment, whatever the names and the total are. */
import { septets } from './gsm7.js';
import { grouped, shortName } from './shown-terms.js';
import { type Language, wordingFor } from './wording.js';

export interface CheckAnswer {
  contractId: string;
  status: string;
  parties: { name: string; role: string }[];
  totalAmount: string | null;
  currency: string | null;
  /** As it is to be read. */
  date: string;
}

const SEPTETS = 130; // of 160, so that what a carrier appends still fits
const NAMES_SHOWN = 2;
const NAME_CHARS = [14, 8, 4];

export function composeCheckAnswer(answer: CheckAnswer, language: Language): string {
  const wording = wordingFor(language);
  const { contractId, status, parties, totalAmount, currency, date } = answer;
  const total = totalAmount === null ? '' : [currency, grouped(totalAmount)].filter(Boolean).join(' ');
  const write = (count: number, chars: number): string => {
    const names = parties.slice(0, count).map((party) => {
      return firstName(party.name, chars) || (wording.roles[party.role] ?? wording.roles.other!);
    });
    const more = parties.length > count ? wording.andMore(parties.length - count) : '';
    return wording.checked(contractId, status, names.join(', ') + more, total, date);
  };
  const attempts = NAME_CHARS.flatMap((chars) => countsDown(NAMES_SHOWN).map((count) => write(count, chars)));
  return attempts.find((text) => (septets(text) ?? SEPTETS + 1) <= SEPTETS) ?? attempts.at(-1)!;
}

const countsDown = (from: number): number[] => Array.from({ length: from }, (_, i) => from - i);

/** Cut where it is longer, and then with a full stop. */
function firstName(name: string, chars: number): string {
  const first = shortName(name)
    .split(' ')[0]!
    .replace(/[.,;]+$/, '');
  return first.length <= chars ? first : `${first.slice(0, chars - 1)}.`;
}
