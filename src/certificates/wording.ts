/** What certificates say, by language. */
import type { Language } from '../texts/wording.js';
import { english } from './wording.en.js';
import { swahili } from './wording.sw.js';

/** English is the measure: a language that lacks one of its sentences does not compile. */
export type CertificateWording = typeof english;

const WORDINGS: Record<Language, CertificateWording> = { en: english, sw: swahili };

export const certificateWording = (language: Language): CertificateWording => WORDINGS[language];
