/** Moments as people read them. Receipts hold them in UTC; what is local is always beside it or named. */
import type { Language } from '../texts/wording.js';

const LOCALES: Record<Language, string> = { en: 'en-GB', sw: 'sw-KE' };

/** `22 Nov 2026` */
export const dateIn = (at: string, timeZone: string, language: Language): string =>
  format(at, language, { dateStyle: 'medium', timeZone });

/** `22 Nov 2026, 23:01:45` */
export const timeIn = (at: string, timeZone: string, language: Language): string =>
  format(at, language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23', timeZone });

/** `23:01` */
export const clockIn = (at: string, timeZone: string): string =>
  format(at, 'en', { timeStyle: 'short', hourCycle: 'h23', timeZone });

/** `2026-11-22 20:01:45`, as it stands in the receipt, to the second. */
export const timeInUtc = (at: string): string => at.slice(0, 19).replace('T', ' ');

// The space between a time and its parts differs from one release of Unicode's data to the next.
const format = (at: string, language: Language, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(LOCALES[language], options).format(new Date(at)).replace(/\p{Zs}/gu, ' ');
