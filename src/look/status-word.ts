/** A status as a word with a colour. */

import { type Language, wordingFor } from '../texts/wording.js';
import { type Html, html } from './html.js';

const TONES: Record<string, 'good' | 'waiting' | 'bad'> = {
  pending: 'waiting',
  confirmed: 'good',
  active: 'good',
  completed: 'good',
  declined: 'bad',
  disputed: 'bad',
};

/** Empty where a status is neither good news nor bad. */
export const toneOf = (status: string): string => TONES[status] ?? '';

export const statusWord = (status: string, language: Language): Html =>
  html`<span class="state-word ${toneOf(status)}">${wordingFor(language).statuses[status] ?? status}</span>`;
