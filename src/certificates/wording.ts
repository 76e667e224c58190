/** What certificates say, by language. */
import type { Language } from '../texts/wording.js';
import { type CertificateWording, english } from './wording.en.js';
import { swahili } from './wording.sw.js';

const WORDINGS: Record<Language, CertificateWording> = { en: english, sw: swahili };

export const certificateWording = (language: Language): CertificateWording => WORDINGS[language];
