/** In which of our languages somebody reads. */
import { LANGUAGES, type Language } from '../texts/wording.js';

const LONGEST = 200;

/** @param accepted Accept-Language (RFC 9110, 12.5.4) */
export function chooseLanguage(wished: unknown, accepted: string | undefined, otherwise: Language): Language {
  const named = LANGUAGES.find((language) => language === wished);
  if (named) return named;
  const ranges = (accepted ?? '').slice(0, LONGEST).split(',').map(readRange);
  const liked = ranges.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  return liked.flatMap(({ name }) => LANGUAGES.find((language) => language === name) ?? [])[0] ?? otherwise;
}

function readRange(range: string): { name: string; weight: number } {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((part) => part.startsWith('q='))?.slice(2);
  return { name: tag.split('-')[0]!, weight: quality === undefined ? 1 : Number(quality) || 0 };
}
