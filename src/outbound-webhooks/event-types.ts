/** What an endpoint may ask for. */
export const EVENT_TYPES = [
  ...(['contract.created', 'contract.party_confirmed', 'contract.party_declined', 'contract.confirmed'] as const),
  ...(['contract.declined', 'contract.expired', 'contract.cancelled', 'contract.amended'] as const),
  ...(['contract.activated', 'contract.completed', 'contract.disputed', 'contract.erased'] as const),
  ...(['contract.corroborated', 'message.delivered', 'message.failed', 'party.unreachable'] as const),
  ...(['budget.spent', 'prefix.paused', 'prefix.resumed', 'endpoint.disabled', 'log.checkpoint'] as const),
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

export const CHECKPOINT: EventType = 'log.checkpoint';
/** Sent when it is asked for, whatever the filter says. */
export const TEST = 'webhook.test';

/** Checkpoints come every few seconds: only to those who name them. */
export const wants = (eventTypes: string | null, type: string): boolean =>
  eventTypes === null ? type !== CHECKPOINT : eventTypes.split(' ').includes(type);
