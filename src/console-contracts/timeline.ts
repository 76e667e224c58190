/** What happened to a contract and what was texted about it, as one story. Pure. */
import type { ChainedEvent } from '../evidence/chained-event.js';
import type { messageAnswer } from '../rest/contract-answers.js';

export type ShownText = ReturnType<typeof messageAnswer> & { reviewed_at: string | null };

/** A text stands where it was queued, or came. */
export type Moment = { at: string; event: ChainedEvent; text?: never } | { at: string; text: ShownText; event?: never };

/** Of one instant, what somebody wrote comes first, then what followed from it, then what we wrote of that. */
const rankOf = ({ event, text }: Moment): number => (event ? 1 : text!.direction === 'in' ? 0 : 2);

/** @param events and @param texts each in their own order, which is kept within an instant */
export function timelineOf(events: ChainedEvent[], texts: ShownText[]): Moment[] {
  const moments: Moment[] = [
    ...events.map((event) => ({ at: event.at, event })),
    ...texts.map((text) => ({ at: text.created_at, text })),
  ];
  return moments.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : rankOf(a) - rankOf(b)));
}
