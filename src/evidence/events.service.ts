/** Each contract's chain of events: every one commits to the one before it. */
import { Inject, Injectable } from '@nestjs/common';
import { blake2b256Hex } from '../crypto/blake2b.js';
import { canonicalize } from '../json/canonical-json.js';
import { LogWorker } from '../log/log.worker.js';
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

export type EventLink = Pick<ChainedEvent, 'seq' | 'hash'>;

@Injectable()
export class EventsService {
  constructor(@Inject(LogWorker) private readonly log: LogWorker) {}

  /**
   * Appends one event; whoever calls holds the contract's row lock, so `seq` has no rival.
   *
   * @param data canonicalizable; a party is named by its party_id alone
   * @param after the last event where the caller has it, null where there is none
   * @returns what the next event is appended to
   */
  async record(
    tx: Tx,
    contractId: string,
    type: EventType,
    at: string,
    data: Record<string, unknown>,
    after?: EventLink | null,
  ): Promise<EventLink> {
    const last = after === undefined ? await this.findLast(tx, contractId) : after;
    const link = { contract_id: contractId, seq: (last?.seq ?? 0) + 1, type, at, prev: last?.hash ?? null };
    const hash = blake2b256Hex(canonicalize({ $type: 'ndiyo.event.v1', ...link, data }));
    await tx.insert(ContractEvent, { data: canonicalize(data), hash, ...link });
    tx.afterCommit(() => this.log.poke());
    return { seq: link.seq, hash };
  }

  private async findLast(tx: Tx, contractId: string): Promise<EventLink | null> {
    const [last] = await tx.sql<EventLink>`
      SELECT seq, hash FROM events WHERE contract_id = ${contractId} ORDER BY seq DESC LIMIT 1`;
    return last ?? null;
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
