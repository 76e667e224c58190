/** Pages of a list: how many at once, and where the last page ended. */
import { z } from 'zod';
import { Problem } from '../problems/problem.js';

export const LIMIT_RULE = { error: 'must be a whole number from 1 to 100' };
const CURSOR_RULE = { error: 'must be a next_cursor that an earlier page gave' };

/** As an address carries them. */
export const limitField = z
  .string(LIMIT_RULE)
  .regex(/^(?:[1-9]\d?|100)$/, LIMIT_RULE)
  .transform(Number)
  .default(20);
export const cursorField = z.string(CURSOR_RULE).min(1, CURSOR_RULE).max(200, CURSOR_RULE).optional();

export const pageSchema = z.strictObject({ limit: limitField, cursor: cursorField });

export type PageQuery = z.infer<typeof pageSchema>;

const writeCursor = (place: string): string => Buffer.from(place).toString('base64url');

/** What `writeCursor` was given, if it has that form; null where no text was sent as one. */
export function readCursor(cursor: unknown, form: RegExp): RegExpExecArray | null {
  if (typeof cursor !== 'string') return null;
  const match = form.exec(Buffer.from(cursor, 'base64url').toString());
  if (match) return match;
  const errors = [{ pointer: '#/cursor', detail: CURSOR_RULE.error }];
  throw new Problem('invalid-parameter', 'cursor is not one of ours', { errors });
}

/** Of `limit + 1` rows that were asked for, those of the page, and the cursor of the next. */
export function pageOf<Row>(rows: Row[], limit: number, placeOf: (last: Row) => string) {
  const page = rows.slice(0, limit);
  const next_cursor = rows.length > limit ? writeCursor(placeOf(page.at(-1)!)) : null;
  return { page, next_cursor };
}
