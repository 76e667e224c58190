import { Problem } from './problem.js';

/** A passing fault: worth another try in two seconds. */
export const unavailable = (detail: string, cause?: unknown): Problem =>
  new Problem('unavailable', detail, { headers: { 'Retry-After': '2' }, cause });
