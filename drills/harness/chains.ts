/** Recomputes every hash that the service wrote: each contract's chain of events, and each version's document. */
import { blake2b } from '@noble/hashes/blake2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonical } from './canonical.js';
import type { Database } from './database.js';

interface EventRow {
  contract_id: string;
  seq: number;
  type: string;
  at: string;
  data: string;
  prev: string | null;
  hash: string;
}

const hashOf = (text: string): string => bytesToHex(blake2b(utf8ToBytes(text), { dkLen: 32 }));

/** Contracts whose chain does not verify, and those that have none. */
export async function listBrokenChains(database: Database): Promise<string[]> {
  const events = await database.rows<EventRow>('SELECT * FROM events ORDER BY contract_id, seq');
  const chains = new Map<string, EventRow[]>();
  for (const event of events) chains.set(event.contract_id, [...(chains.get(event.contract_id) ?? []), event]);
  const contracts = await database.rows<{ id: string }>('SELECT id FROM contracts');
  return contracts.map(({ id }) => id).filter((id) => !isWhole(chains.get(id) ?? []));
}

function isWhole(chain: EventRow[]): boolean {
  let prev: string | null = null;
  for (const [i, event] of chain.entries()) {
    const { contract_id, seq, type, at, hash } = event;
    const data: unknown = JSON.parse(event.data);
    if (seq !== i + 1 || event.prev !== prev || canonical(data) !== event.data) return false;
    if (hashOf(canonical({ $type: 'ndiyo.event.v1', contract_id, seq, type, at, prev, data })) !== hash) return false;
    prev = hash;
  }
  return chain[0]?.type === 'contract.created';
}

/** Contracts with a version whose stored bytes are not canonical or do not hash to `contract_hash`. */
export async function listBrokenDocuments(database: Database): Promise<string[]> {
  const versions = await database.rows<{ contract_id: string; document: string; contract_hash: string }>(
    'SELECT contract_id, document, contract_hash FROM contract_versions',
  );
  const isSound = (document: string, hash: string) =>
    canonical(JSON.parse(document)) === document && hashOf(document) === hash;
  return versions.filter((one) => !isSound(one.document, one.contract_hash)).map((one) => one.contract_id);
}
