/** Each contract's chain of events: every one commits to the one before it. */
import { Injectable } from '@nestjs/common';
import { blake2b256Hex } from '../crypto/blake2b.js';
import { canonicalize } from '../json/canonical-json.js';
import { ContractEvent } from '../persistence/evidence.entities.js';
import type { Tx } from '../transactions/tx.js';

export type EventType =
  | `contract.${'created' | 'party_confirmed' | 'party_declined' | 'confirmed' | 'declined' | 'expired' | 'cancelled'}`
  | `contract.${'amended' | 'activated' | 'completed' | 'disputed'}`;

/** An event as it is shown, hashed and put into a receipt. */
export interface ChainedEvent {
  $type: 'ndiyo.event.v1';
  contract_id: string;
  seq: number;
  type: string;
  at: string;
  data: Record<string, unknown>;
  /** Hash of the event before it; null for the first. */
  prev: string | null;
  /** BLAKE2b-256, in hex, of the canonical JSON of all the other members. */
  hash: string;
}

@Injectable()
export class EventsService {
  /**
   * Appends one event; whoever calls holds the contract's row lock, so `seq` has no rival.
   *
   * @param data canonicalizable; a party is named by its party_id alone
   */
  async record(tx: Tx, contractId: string, type: EventType, at: string, data: Record<string, unknown>): Promise<void> {
    const [last] = await tx.sql<{ seq: number; hash: string }>`
      SELECT seq, hash FROM events WHERE contract_id = ${contractId} ORDER BY seq DESC LIMIT 1`;
    const link = { contract_id: contractId, seq: (last?.seq ?? 0) + 1, type, at, prev: last?.hash ?? null };
    const hash = blake2b256Hex(canonicalize({ $type: 'ndiyo.event.v1', ...link, data }));
    await tx.insert(ContractEvent, { ...link, data: canonicalize(data), hash });
  }

  /** The whole chain, oldest first. */
  async list(from: Pick<Tx, 'sql'>, contractId: string): Promise<ChainedEvent[]> {
    const rows = await from.sql<ContractEvent>`SELECT * FROM events WHERE contract_id = ${contractId} ORDER BY seq`;
    return rows.map(({ contract_id, seq, type, at, data, prev, hash }) => ({
      $type: 'ndiyo.event.v1',
      contract_id,
      seq,
      type,
      at,
      data: JSON.parse(data) as Record<string, unknown>,
      prev,
      hash,
    }));
  }
}
