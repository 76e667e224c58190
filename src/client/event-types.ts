/** What is told of an account as it happens. */
export type EventType =
  | `contract.${'created' | 'party_confirmed' | 'party_declined' | 'confirmed' | 'declined' | 'expired' | 'cancelled'}`
  | `contract.${'amended' | 'activated' | 'completed' | 'disputed' | 'erased' | 'corroborated'}`
  | ('message.delivered' | 'message.failed' | 'party.unreachable')
  | ('budget.spent' | 'prefix.paused' | 'prefix.resumed' | 'endpoint.disabled');

export interface AccountEvent {
  /** Keep the last one: `lastEventId` goes on after it. It is a place, which the next connection may write otherwise. */
  id: string;
  type: EventType;
  timestamp: string;
  data: { contract_id?: string; status?: string; version?: number; contract_hash?: string; [further: string]: unknown };
}

export interface EventsOptions {
  /** From now on unless given. */
  lastEventId?: string | undefined;
  /** All unless given. */
  types?: readonly EventType[] | undefined;
  signal?: AbortSignal | undefined;
}
