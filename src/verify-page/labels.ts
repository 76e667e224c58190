import type { Language } from '../verifier/wording.js';
import { english } from './labels.en.js';
import { swahili } from './labels.sw.js';

/** English is the measure: a language that lacks one of its texts does not compile. */
export type Labels = typeof english;

export const LABELS: Record<Language, Labels> = { en: english, sw: swahili };
