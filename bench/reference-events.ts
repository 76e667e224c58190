/** Appends to a contract's chain of events. */
import type { Database, Statement } from 'better-sqlite3';
import { canonical, hashOf } from './reference-evidence.js';
import { insertInto } from './reference-statements.js';

interface EventRow {
  contract_id: string;
  seq: number;
  type: string;
  at: string;
  data: string;
  prev: string | null;
  hash: string;
}

export class ReferenceEvents {
  private readonly insertEvent;
  private readonly selectAll: Statement<[string], EventRow>;
  private readonly selectLast: Statement<[string], EventRow>;

  constructor(db: Database) {
    this.insertEvent = insertInto(db, 'events', 'contract_id seq type at data prev hash');
    this.selectAll = db.prepare(
      'SELECT contract_id, seq, type, at, data, prev, hash FROM events WHERE contract_id = ? ORDER BY seq',
    );
    this.selectLast = db.prepare('SELECT seq, hash FROM events WHERE contract_id = ? ORDER BY seq DESC LIMIT 1');
  }

  record(contract_id: string, last: Pick<EventRow, 'seq' | 'hash'> | null, type: string, at: string, data: object) {
    const link = { contract_id, seq: (last?.seq ?? 0) + 1, type, at, prev: last?.hash ?? null };
    const hash = hashOf(canonical({ $type: 'ndiyo.event.v1', ...link, data }));
    this.insertEvent(contract_id, link.seq, type, at, canonical(data), link.prev, hash);
    return { seq: link.seq, hash };
  }

  last(contractId: string): Pick<EventRow, 'seq' | 'hash'> {
    return this.selectLast.get(contractId)!;
  }

  list(contractId: string): EventRow[] {
    return this.selectAll.all(contractId);
  }
}
