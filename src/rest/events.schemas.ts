/** What a client may say about the events it follows. */
import { z } from 'zod';
import { type FeedCursor, parseCursor } from '../feed/feed-cursor.js';
import { FEED_TYPES, type FeedType } from '../feed/feed-types.js';

export const ID_RULE = 'must be the id of an event that an earlier stream gave, such as 12.3';
const TYPES_RULE = { error: `must be a comma list of ${FEED_TYPES.join(', ')}` };
const isType = (item: string): item is FeedType => (FEED_TYPES as readonly string[]).includes(item);

export const eventsSchema = z.strictObject({
  last_event_id: z
    .string({ error: ID_RULE })
    .transform(parseCursor)
    .refine((cursor): cursor is FeedCursor => cursor !== null, { error: ID_RULE })
    .optional(),
  types: z
    .string(TYPES_RULE)
    .transform((text) => text.split(',').map((item) => item.trim()))
    .refine((items): items is FeedType[] => items.every(isType), TYPES_RULE)
    .optional(),
});

export type EventsQuery = z.infer<typeof eventsSchema>;
