/** What the forms of a contract say, by language; and what their fields are called. */
import { type Language, wordingFor } from '../texts/wording.js';
import type { TermField } from './draft.js';
import { english } from './draft-wording.en.js';
import { swahili } from './draft-wording.sw.js';

const WORDINGS: Record<Language, typeof english> = { en: english, sw: swahili };

export const wordingOf = (language: Language) => WORDINGS[language];

/** A field by name, such as `parties.0.phone_number`: what it is called where it does not stand in its place. */
export function labelOf(field: string, language: Language): string {
  const wording = wordingOf(language);
  const [group = '', part = '', last = ''] = field.split('.');
  if (group === 'terms') return part === '' ? wording.agreed : wording.terms[part as TermField];
  if (group === 'further')
    return `${wording.furtherTerm(Number(part) + 1)}, ${last === 'name' ? wording.furtherName : wording.furtherValue}`;
  if (group === 'parties' && part === '') return wording.parties;
  if (group === 'parties') {
    return `${wording.party} ${Number(part) + 1}, ${wording.partyFields[last as keyof typeof wording.partyFields]}`;
  }
  return group === 'contract_type'
    ? wording.kind
    : wording[group as 'transcript' | 'external_id' | 'expires_in' | 'expires_in_count'];
}

/** `24h` in words. */
export function durationWords(duration: string, language: Language): string {
  const [, count, unit] = /^(\d+)([mhd])$/.exec(duration) ?? [];
  return count === undefined ? duration : wordingOf(language).duration(Number(count), unit!);
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const kindWord = (type: string, language: Language): string =>
  capital(type === 'other' ? wordingOf(language).otherKind : (wordingFor(language).contractTypes[type] ?? type));

export const roleWord = (role: string, language: Language): string => capital(wordingFor(language).roles[role] ?? role);
