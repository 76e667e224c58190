import type { Language } from '../verifier/wording.js';
import { english, type Labels } from './labels.en.js';
import { swahili } from './labels.sw.js';

export type { Labels } from './labels.en.js';

export const LABELS: Record<Language, Labels> = { en: english, sw: swahili };
