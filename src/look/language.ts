/** In which of our languages somebody reads. */
import { LANGUAGES, type Language } from '../texts/wording.js';
import { readCookie } from './cookies.js';

/** Kept for whoever chose one, so that each page comes in it. */
export const LANGUAGE_COOKIE = 'ndiyo-language';

const LONGEST = 200;

const findLanguage = (wished: unknown): Language | undefined => LANGUAGES.find((language) => language === wished);

/** @param accepted Accept-Language (RFC 9110, 12.5.4) */
export function chooseLanguage(wished: unknown, accepted: string | undefined, otherwise: Language): Language {
  const named = findLanguage(wished);
  if (named) return named;
  const ranges = (accepted ?? '').slice(0, LONGEST).split(',').map(readRange);
  const liked = ranges.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  return liked.flatMap(({ name }) => findLanguage(name) ?? [])[0] ?? otherwise;
}

interface Reading {
  query: unknown;
  headers: { cookie?: string | undefined; 'accept-language'?: string | undefined };
}

/** What the address names (`?language=`), else what was chosen before, else what the browser prefers. */
export function languageOf({ query, headers }: Reading, otherwise: Language): Language {
  const wished = findLanguage((query as { language?: unknown } | null)?.language);
  return chooseLanguage(wished ?? readCookie(headers.cookie, LANGUAGE_COOKIE), headers['accept-language'], otherwise);
}

function readRange(range: string): { name: string; weight: number } {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((part) => part.startsWith('q='))?.slice(2);
  return { name: tag.split('-')[0]!, weight: quality === undefined ? 1 : Number(quality) || 0 };
}
