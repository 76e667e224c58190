/** What a receiver always gets of a contract: its status, version and hash, as they were at that event. */
import type { Tx } from '../transactions/tx.js';

export type Facts = Record<string, unknown>;

/** `seq` is the event's place in the contract's chain; null for one that has none, told as the contract stands now. */
export async function completeFacts(from: Pick<Tx, 'sql'>, facts: Facts, seq: number | null): Promise<Facts> {
  if (typeof facts.contract_id !== 'string') return facts;
  const { contract_id, ...rest } = facts;
  const { status, version } = await standing(from, contract_id, seq, rest);
  const contract_hash = rest.contract_hash ?? (await hashOf(from, contract_id, version));
  return { contract_id, status, version, contract_hash, ...rest };
}

async function standing(from: Pick<Tx, 'sql'>, contractId: string, seq: number | null, facts: Facts) {
  if (facts.status !== undefined && facts.version !== undefined) return facts;
  const [now] = await from.sql<{ status: string; version: number }>`
    SELECT status, version FROM contracts WHERE id = ${contractId}`;
  const status = seq === null ? now!.status : ((await statusBefore(from, contractId, seq)) ?? now!.status);
  return { status: facts.status ?? status, version: facts.version ?? now!.version };
}

/** The last status that an earlier event named. */
async function statusBefore(from: Pick<Tx, 'sql'>, contractId: string, seq: number): Promise<string | null> {
  const earlier = await from.sql<{ data: string }>`SELECT data FROM events
    WHERE contract_id = ${contractId} AND seq < ${seq} ORDER BY seq DESC`;
  for (const { data } of earlier) {
    const { status } = JSON.parse(data) as Facts;
    if (typeof status === 'string') return status;
  }
  return null;
}

async function hashOf(from: Pick<Tx, 'sql'>, contractId: string, version: unknown): Promise<string | null> {
  const [row] = await from.sql<{ contract_hash: string }>`SELECT contract_hash FROM contract_versions
    WHERE contract_id = ${contractId} AND version = ${Number(version)}`;
  return row?.contract_hash ?? null;
}
