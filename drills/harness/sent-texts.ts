/** Holds the carrier's journal against the rows of messages: what arrived how often, and whether the row says so. */
import type { Database } from './database.js';

/** What a phone got. */
interface Phones {
  to(phone: string): string[];
}

interface MessageRow {
  id: string;
  phone_number: string;
  text: string;
  status: string;
  possible_duplicate: number;
  failure_reason: string | null;
}

export interface SentTexts {
  texts: number;
  /** Arrivals beyond one a row. */
  repeated: number;
  /** Of those, more than there are rows that say so. */
  repeated_unflagged: number;
  /** Said to be sent, but the carrier never saw it. */
  sent_unseen: number;
  /** Said to have been held back, but the carrier saw it: the first try was cut off. */
  suppressed_seen: number;
  /** Neither sent nor given up nor put aside for a person. */
  unsettled: number;
  /** Put aside because the second try was interrupted too. */
  put_aside: number;
}

export async function compareTexts(database: Database, phones: Phones): Promise<SentTexts> {
  const rows = await database.rows<MessageRow>("SELECT * FROM messages WHERE direction = 'out'");
  const queued = rows.filter(({ status }) => status === 'queued');
  const aside = queued.filter(({ failure_reason }) => failure_reason === 'may-have-been-sent');
  const found: SentTexts = {
    ...{ texts: rows.length, repeated: 0, repeated_unflagged: 0, sent_unseen: 0, suppressed_seen: 0 },
    ...{ unsettled: queued.length - aside.length, put_aside: aside.length },
  };
  for (const twins of groupTwins(rows)) addArrivals(found, twins, phones);
  return found;
}

/** Rows of one number with the same words (asked again, or two contracts alike) share what arrived. */
function groupTwins(rows: MessageRow[]): MessageRow[][] {
  const twins = new Map<string, MessageRow[]>();
  for (const row of rows) {
    const key = `${row.phone_number} ${row.text}`;
    twins.set(key, [...(twins.get(key) ?? []), row]);
  }
  return [...twins.values()];
}

function addArrivals(found: SentTexts, twins: MessageRow[], phones: Phones): void {
  const [{ phone_number, text }] = twins as [MessageRow];
  const shape = shapeOf(text);
  const came = phones.to(phone_number).filter((one) => shape.test(one)).length;
  const countOf = (isSo: (row: MessageRow) => boolean) => twins.filter(isSo).length;
  const repeats = Math.max(0, came - twins.length);
  const flagged = countOf(({ possible_duplicate }) => Number(possible_duplicate) === 1);
  found.repeated += repeats;
  found.repeated_unflagged += Math.max(0, repeats - flagged);
  found.sent_unseen += Math.max(0, countOf(({ status }) => ['sent', 'delivered'].includes(status)) - came);
  const suppressed = countOf(({ status }) => status === 'suppressed');
  found.suppressed_seen += Math.max(0, Math.min(came, twins.length) - (twins.length - suppressed));
}

/** The row has `{code}` where the phone shows six digits. */
function shapeOf(text: string): RegExp {
  const parts = text.split('{code}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('\\d{6}')}$`, 's');
}
