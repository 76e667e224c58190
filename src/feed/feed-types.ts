/** What is told outside, by name. */
export const FEED_TYPES = [
  ...(['contract.created', 'contract.party_confirmed', 'contract.party_declined', 'contract.confirmed'] as const),
  ...(['contract.declined', 'contract.expired', 'contract.cancelled', 'contract.amended'] as const),
  ...(['contract.activated', 'contract.completed', 'contract.disputed', 'contract.erased'] as const),
  ...(['contract.corroborated', 'message.delivered', 'message.failed', 'party.unreachable'] as const),
  ...(['budget.spent', 'prefix.paused', 'prefix.resumed', 'endpoint.disabled'] as const),
] as const;

export type FeedType = (typeof FEED_TYPES)[number];
