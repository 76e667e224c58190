/** What the page of the simulated phones says, by language. */
import type { Language } from '../texts/wording.js';
import { english } from './phones.en.js';
import { swahili } from './phones.sw.js';

export type PhonesWording = typeof english;

const WORDINGS: Record<Language, PhonesWording> = { en: english, sw: swahili };

export const wordingOf = (language: Language): PhonesWording => WORDINGS[language];
