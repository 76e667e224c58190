/** Statuses changed by hand in the database: what the state machine does not allow, the database must refuse (T3). */
import type { Database } from './database.js';

const EDGES: Record<string, string[]> = {
  pending: ['confirmed', 'declined', 'expired', 'cancelled'],
  confirmed: ['active', 'disputed'],
  active: ['completed', 'disputed'],
  disputed: ['active', 'completed', 'cancelled'],
  ...{ declined: [], expired: [], cancelled: [], completed: [] },
};
const NO_STATUS = 'agreed';

export async function tryEveryEdge(database: Database) {
  const found = { edges_tried: 0, illegal_edges_taken: 0, legal_edges_refused: 0 };
  for (const [from, allowed] of Object.entries(EDGES)) {
    const ids = await database.rows<{ id: string }>('SELECT id FROM contracts WHERE status = ? LIMIT 8', from);
    for (const to of [...Object.keys(EDGES), NO_STATUS].filter((one) => one !== from)) {
      const isLegal = allowed.includes(to);
      // A legal one uses its contract up; an illegal one must not.
      const id = isLegal ? ids.pop()?.id : ids[0]?.id;
      if (id === undefined) continue;
      const isTaken = await database.change('UPDATE contracts SET status = ? WHERE id = ?', to, id).then(
        () => true,
        () => false,
      );
      found.edges_tried += 1;
      if (isTaken && !isLegal) found.illegal_edges_taken += 1;
      if (!isTaken && isLegal) found.legal_edges_refused += 1;
    }
  }
  return found;
}
