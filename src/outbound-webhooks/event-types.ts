import { FEED_TYPES } from '../feed/feed-types.js';

/** What an endpoint may ask for. */
export const EVENT_TYPES = [...FEED_TYPES, 'log.checkpoint'] as const;

export type EventType = (typeof EVENT_TYPES)[number];

export const CHECKPOINT: EventType = 'log.checkpoint';
/** Sent when it is asked for, whatever the filter says. */
export const TEST = 'webhook.test';

/** Checkpoints come every few seconds: only to those who name them. */
export const wants = (eventTypes: string | null, type: string): boolean =>
  eventTypes === null ? type !== CHECKPOINT : eventTypes.split(' ').includes(type);
