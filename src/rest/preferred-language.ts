import type { Language } from '../verifier/wording.js';

/** The language that an Accept-Language header (RFC 9110 section 12.5.4) ranks highest; English where it names none of ours. */
export function preferredLanguage(header = ''): Language {
  let [chosen, best]: [Language, number] = ['en', 0];
  for (const range of header.slice(0, 1_000).split(',')) {
    const [, tag, quality = '1'] =
      /^\s*(en|sw)(?:-[a-z\d-]+)?\s*(?:;\s*q=(0(?:\.\d{1,3})?|1(?:\.0{1,3})?)\s*)?$/i.exec(range) ?? [];
    if (tag !== undefined && Number(quality) > best) [chosen, best] = [tag.toLowerCase() as Language, Number(quality)];
  }
  return chosen;
}
