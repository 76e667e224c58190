/** One contract as the service shows it, from prepared statements on a connection that only reads. */
import type { Database, Statement } from 'better-sqlite3';
import type { Row } from './reference-statements.js';

export class ReferenceReads {
  private readonly selectContract: Statement<[string], Row>;
  private readonly selectParties: Statement<[string, number], Row>;

  constructor(db: Database) {
    this.selectContract = db.prepare(`SELECT c.*, v.document, v.contract_hash, v.attestation, v.expires_at
      FROM contracts c JOIN contract_versions v ON v.contract_id = c.id AND v.version = c.version WHERE c.id = ?`);
    this.selectParties = db.prepare(`SELECT party_id, name, role, phone_number, language, status, decided_at, channel,
        evidence_grade, (SELECT m.status FROM messages m WHERE m.contract_id = p.contract_id AND m.version = p.version
          AND m.party_id = p.party_id AND m.kind = 'invitation' ORDER BY m.id DESC LIMIT 1) AS delivery,
        NULL AS delivery_trouble
      FROM parties p WHERE contract_id = ? AND version = ? ORDER BY party_id`);
  }

  /** The answer's body, or null. */
  find(id: string): string | null {
    const row = this.selectContract.get(id);
    if (!row) return null;
    const { terms } = JSON.parse(String(row.document)) as { terms: Row };
    const { status, version, contract_type, contract_hash, created_at, expires_at } = row;
    return JSON.stringify({
      ...{ contract_id: id, status, version, contract_type, terms },
      parties: this.selectParties.all(id, Number(version)),
      ...{ total_amount: terms.total_amount ?? null, currency: terms.currency ?? null },
      ...{ contract_hash, hash_algorithm: 'blake2b-256', signature: row.attestation, created_at, expires_at },
      ...{
        confirmed_at: row.confirmed_at,
        completed_at: row.completed_at,
        external_id: row.external_id,
        receipt_code: null,
      },
    });
  }
}
