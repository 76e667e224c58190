/** What one database holds that another, made from an older copy of it, does not. */
import Sqlite from 'better-sqlite3';

export interface Difference {
  contracts: number;
  decisions: number;
  /** In and out. */
  texts: number;
  /** Ids of contracts with events that the other does not have. */
  touched: string[];
}

const DECISIONS = `'contract.party_confirmed','contract.party_declined'`;
const MISSING = `NOT EXISTS (SELECT 1 FROM kept.events k WHERE k.contract_id = e.contract_id AND k.seq = e.seq)`;

/** @throws SqliteError where `later` cannot be read */
export function compareFiles(later: string, older: string): Difference {
  const file = new Sqlite(later, { readonly: true, fileMustExist: true });
  try {
    file.prepare('ATTACH ? AS kept').run(older);
    const count = (sql: string) => file.prepare(`SELECT count(*) ${sql}`).pluck().get() as number;
    return {
      contracts: count('FROM main.contracts WHERE id NOT IN (SELECT id FROM kept.contracts)'),
      decisions: count(`FROM main.events e WHERE type IN (${DECISIONS}) AND ${MISSING}`),
      texts: count('FROM main.messages WHERE id NOT IN (SELECT id FROM kept.messages)'),
      touched: file
        .prepare(`SELECT DISTINCT contract_id FROM main.events e WHERE ${MISSING} ORDER BY 1`)
        .pluck()
        .all() as string[],
    };
  } finally {
    file.close();
  }
}

/** Of the last event or text; null when there is none. */
export function lastMomentIn(path: string): string | null {
  const file = new Sqlite(path, { readonly: true, fileMustExist: true });
  try {
    const last =
      'SELECT max(at) FROM (SELECT max(at) AS at FROM events UNION ALL SELECT max(created_at) FROM messages)';
    return file.prepare(last).pluck().get() as string | null;
  } finally {
    file.close();
  }
}
