/** Compares what clients were told with what the database says. Every figure here should be 0. */
import { count, type Database } from './database.js';
import type { Issuer } from './issuer.js';

interface ContractRow {
  id: string;
  external_id: string | null;
  document: string;
  contract_hash: string;
}

export interface Contracts {
  /** By the mark in their terms. */
  readonly byKey: ReadonlyMap<string, ContractRow[]>;
}

export async function readContracts(database: Database): Promise<Contracts> {
  const rows = await database.rows<ContractRow>(`SELECT c.id, c.external_id, v.document, v.contract_hash
    FROM contracts c JOIN contract_versions v ON v.contract_id = c.id AND v.version = 1`);
  const byKey = new Map<string, ContractRow[]>();
  for (const row of rows) {
    const key = String(JSON.parse(row.document).terms.lot);
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  return { byKey };
}

/** Contracts that a client was told of and that are not there as told. */
export function listLost({ byKey }: Contracts, issuer: Pick<Issuer, 'told'>): string[] {
  const isThere = (key: string, id: string, hash: string) =>
    (byKey.get(key) ?? []).some((row) => row.id === id && row.contract_hash === hash);
  const told = [...issuer.told.values()];
  return told.filter((one) => !isThere(one.wish.key, one.contractId, one.contractHash)).map((one) => one.contractId);
}

/** Keys, and external_ids, that more than one contract stands for. */
export function countDoubles({ byKey }: Contracts): number {
  const doubleKeys = [...byKey.values()].filter((rows) => rows.length > 1).length;
  const external = [...byKey.values()].flat().flatMap(({ external_id }) => external_id ?? []);
  return doubleKeys + external.length - new Set(external).size;
}

/** Contracts of which some party has no invitation, or one that neither left nor waits to leave. */
export function countUnasked(database: Database): Promise<number> {
  return count(
    database,
    `SELECT count(DISTINCT p.contract_id) AS n FROM parties p WHERE NOT EXISTS (
      SELECT 1 FROM messages m WHERE m.contract_id = p.contract_id AND m.version = p.version
        AND m.party_id = p.party_id AND m.kind = 'invitation'
        AND (m.status <> 'queued' OR EXISTS (SELECT 1 FROM outbox o WHERE o.payload = m.id)))`,
  );
}

/** Replies that were answered 200 and are not kept, or whose yes is not recorded. */
export async function countUnheard(database: Database, issuer: Issuer): Promise<number> {
  const kept = await database.rows<{ carrier_id: string }>(`SELECT m.carrier_id FROM messages m
    JOIN parties p ON p.contract_id = m.contract_id AND p.version = m.version AND p.party_id = m.party_id
    WHERE m.direction = 'in' AND p.status = 'confirmed'`);
  const known = new Set(kept.map((row) => row.carrier_id));
  return [...issuer.heard].filter((id) => !known.has(id)).length;
}

/** Contracts that do not stand where their parties stand. */
export function countStuck(database: Database): Promise<number> {
  return count(
    database,
    `SELECT count(*) AS n FROM contracts c WHERE c.status = 'pending' AND NOT EXISTS (
      SELECT 1 FROM parties p WHERE p.contract_id = c.id AND p.version = c.version AND p.status <> 'confirmed')`,
  );
}

/** Contracts with more or fewer than one closing event and one receipt for what they came to. */
export function countWronglyConcluded(database: Database): Promise<number> {
  return count(
    database,
    `SELECT count(*) AS n FROM contracts c WHERE
      (SELECT count(*) FROM events e WHERE e.contract_id = c.id AND e.type IN ('contract.confirmed','contract.declined'))
        <> CASE WHEN c.status IN ('confirmed','declined') THEN 1 ELSE 0 END
      OR (SELECT count(*) FROM receipts r WHERE r.contract_id = c.id)
        <> CASE WHEN c.status IN ('confirmed','declined') THEN 1 ELSE 0 END`,
  );
}
