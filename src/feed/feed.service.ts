/** Everything that happened and may be told outside, in one lasting order. */
import { Inject, Injectable } from '@nestjs/common';
import type { AccountEvent } from '../persistence/feed.entities.js';
import { Reads } from '../transactions/reads.js';
import type { Tx } from '../transactions/tx.js';
import { type FeedCursor, findHead } from './feed-cursor.js';
import { completeFacts, type Facts } from './feed-facts.js';

export interface FeedItem {
  /** The same for ever: what a receiver tells repeats by. */
  id: string;
  /** Where to go on after this one. */
  cursor: FeedCursor;
  accountId: string;
  type: string;
  at: string;
  data: Facts;
}

export interface FeedPage {
  items: FeedItem[];
  /** Where to go on: past the items, and past what was not for this account. */
  cursor: FeedCursor;
  isAtEnd: boolean;
}

interface ChainRow {
  contract_id: string;
  seq: number;
  type: string;
  at: string;
  data: string;
  leaf_index: number;
  account_id: string;
}

// How much one look reads at most; who finds nothing in it for his account looks on from there.
const SPAN = 500;

@Injectable()
export class FeedService {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  head(): Promise<FeedCursor> {
    return findHead(this.reads);
  }

  /** What comes after `cursor`; of one account, or of all where it is null. */
  async after(cursor: FeedCursor, accountId: string | null, from: Pick<Tx, 'sql'> = this.reads): Promise<FeedPage> {
    const head = await findHead(from); // first: what it counts can be seen by now
    const end = {
      leaves: Math.min(cursor.leaves + SPAN, Math.max(head.leaves, cursor.leaves)),
      positions: Math.min(cursor.positions + SPAN, Math.max(head.positions, cursor.positions)),
    };
    const all = accountId === null ? 1 : 0;
    const chain = await from.sql<ChainRow>`
      SELECT e.contract_id, e.seq, e.type, e.at, e.data, e.leaf_index, c.account_id
      FROM events e JOIN contracts c ON c.id = e.contract_id
      WHERE e.leaf_index >= ${cursor.leaves} AND e.leaf_index < ${end.leaves}
        AND (c.account_id = ${accountId} OR 1 = ${all}) ORDER BY e.leaf_index`;
    const others = await from.sql<AccountEvent>`SELECT * FROM account_events
      WHERE position > ${cursor.positions} AND position <= ${end.positions}
        AND (account_id = ${accountId} OR 1 = ${all}) ORDER BY position`;
    const items = merged(chain, others, cursor);
    for (const item of items) item.data = await completeFacts(from, item.data, seqOf(item.id));
    return { items, cursor: end, isAtEnd: end.leaves >= head.leaves && end.positions >= head.positions };
  }
}

/** By time, each kind in its own order. */
function merged(chain: ChainRow[], others: AccountEvent[], start: FeedCursor): FeedItem[] {
  const items: FeedItem[] = [];
  let cursor = start;
  for (let i = 0, j = 0; i < chain.length || j < others.length; ) {
    const [event, other] = [chain[i], others[j]];
    if (event && (!other || event.at <= other.at)) {
      cursor = { ...cursor, leaves: event.leaf_index + 1 };
      items.push(chainItem(event, cursor));
      i++;
    } else {
      cursor = { ...cursor, positions: other!.position! };
      items.push(otherItem(other!, cursor));
      j++;
    }
  }
  return items;
}

const chainItem = ({ contract_id, seq, account_id, type, at, data }: ChainRow, cursor: FeedCursor): FeedItem => ({
  ...{ id: `evt_${contract_id}_${seq}`, cursor, accountId: account_id, type, at },
  data: { contract_id, ...(JSON.parse(data) as Facts) },
});

const otherItem = ({ id, contract_id, account_id, type, at, data }: AccountEvent, cursor: FeedCursor): FeedItem => ({
  ...{ id: `evt_${id}`, cursor, accountId: account_id, type, at },
  data: { ...(contract_id !== null && { contract_id }), ...(JSON.parse(data) as Facts) },
});

/** Of an event in a contract's chain; null for the others. */
const seqOf = (id: string): number | null => Number(/^evt_[A-Z]{2}-.*_(\d+)$/.exec(id)?.[1]) || null;
