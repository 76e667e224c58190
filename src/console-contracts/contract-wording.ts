/** What the console says of contracts, by language. */
import type { Language } from '../texts/wording.js';
import { english } from './contract-wording.en.js';
import { swahili } from './contract-wording.sw.js';

const WORDINGS: Record<Language, typeof english> = { en: english, sw: swahili };

export const wordingOf = (language: Language) => WORDINGS[language];
