/** What the console says of its settings, by language. */
import type { Language } from '../texts/wording.js';
import { english as budgetEn } from './budget.en.js';
import { swahili as budgetSw } from './budget.sw.js';
import { english as deadLettersEn } from './dead-letters.en.js';
import { swahili as deadLettersSw } from './dead-letters.sw.js';
import { english as keysEn } from './keys.en.js';
import { swahili as keysSw } from './keys.sw.js';
import { english as webhooksEn } from './webhooks.en.js';
import { swahili as webhooksSw } from './webhooks.sw.js';

const english = { deadLetters: deadLettersEn, webhooks: webhooksEn, keys: keysEn, budget: budgetEn };

const WORDINGS: Record<Language, typeof english> = {
  en: english,
  sw: { deadLetters: deadLettersSw, webhooks: webhooksSw, keys: keysSw, budget: budgetSw },
};

export const wordingOf = (language: Language) => WORDINGS[language];
