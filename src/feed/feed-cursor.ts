/** How far somebody has read: leaves of the log, and places of account events. */
import type { Tx } from '../transactions/tx.js';

export interface FeedCursor {
  leaves: number;
  positions: number;
}

export const START: FeedCursor = { leaves: 0, positions: 0 };

export const isSame = (a: FeedCursor, b: FeedCursor): boolean => a.leaves === b.leaves && a.positions === b.positions;

export const writeCursor = ({ leaves, positions }: FeedCursor): string => `${leaves}.${positions}`;

/** Null when it is none. */
export function parseCursor(text: string): FeedCursor | null {
  const match = /^(\d{1,9})\.(\d{1,9})$/.exec(text);
  return match && { leaves: Number(match[1]), positions: Number(match[2]) };
}

/** Where the feed ends now. */
export async function findHead(from: Pick<Tx, 'sql'>): Promise<FeedCursor> {
  const [row] = await from.sql<FeedCursor>`SELECT
    (SELECT COALESCE(MAX(leaf_index), -1) + 1 FROM events) AS leaves,
    (SELECT COALESCE(MAX(position), 0) FROM account_events) AS positions`;
  return { leaves: Number(row!.leaves), positions: Number(row!.positions) };
}
