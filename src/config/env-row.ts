/** One variable of the table: its type, its meaning in a line, an example. */
import type { z } from 'zod';
import * as kind from './env-kinds.js';

export const row = <T extends z.ZodType>(schema: T, meaning: string, example: string): T =>
  schema.meta({ description: meaning, example }) as T;

export const filled = () => kind.text('not blank', (value) => value.trim() !== '').optional();

const COUNTRIES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
export const isCountry = (code: string) => /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && COUNTRIES.of(code) !== undefined;

export const ANY_TOKEN = 'change-me-to-32-or-more-random-characters';
