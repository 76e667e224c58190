/** Every text the service sends, by language. `{code}` stands for the party's six digits until the moment of sending. */
import { english } from './wording.en.js';
import { swahili } from './wording.sw.js';

/** English is the measure: a language that lacks one of its texts does not compile. */
export type Wording = typeof english;

const WORDINGS = { en: english, sw: swahili } satisfies Record<string, Wording>;

export type Language = keyof typeof WORDINGS;

export const LANGUAGES = Object.keys(WORDINGS) as Language[];

/** Where a text will carry, or carried, six digits. */
export const CODE_PLACE = '{code}';

export function wordingFor(language: Language): Wording {
  return WORDINGS[language];
}

/** What somebody texts to see how a contract stands; the same in every language. */
export const checkCommand = (shownCode: string, keyword: string | null): string =>
  `${keyword ? `${keyword} ` : ''}CHECK ${shownCode}`;

/** Any six digits do to measure a text: all codes are equally long. */
export const ANY_CODE = '000000';

/** Puts the code in. */
export function renderCode(text: string, code: string): string {
  return text.replaceAll(CODE_PLACE, code);
}
