/** The carrier's own list of what it received for us. Also Nest's injection token; null where nothing is to be pulled. */
export interface InboxMessage {
  /** Digits; a later message has a greater number. */
  id: string;
  from: string;
  /** Our short code; null where the carrier does not say. */
  to: string | null;
  text: string;
  /** As the carrier writes it; null where it does not. */
  date: string | null;
}

/** Carries no secret: a reason may be logged whole. `unreadable` counts entries that nothing could be made of. */
export type InboxPage =
  | { outcome: 'listed'; messages: InboxMessage[]; unreadable: number }
  | { outcome: 'trouble'; reason: string };

export abstract class CarrierInbox {
  abstract readonly carrier: string;

  /** What it holds after that id, the oldest first, perhaps not all at once. Trouble is a result, never an exception. */
  abstract list(afterId: string, stop: AbortSignal): Promise<InboxPage>;
}
