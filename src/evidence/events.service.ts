/** Each contract's chain of events: every one commits to the one before it. */
import { Inject, Injectable } from '@nestjs/common';
import { canonicalize } from '../json/canonical-json.js';
import { LogWorker } from '../log/log.worker.js';
import { ContractEvent } from '../persistence/evidence.entities.js';
import type { Tx } from '../transactions/tx.js';
import { type ChainedEvent, chainedEvent, type EventLink, hashEvent } from './chained-event.js';

export type EventType =
  | `contract.${'created' | 'party_confirmed' | 'party_declined' | 'confirmed' | 'declined' | 'expired' | 'cancelled'}`
  | `contract.${'amended' | 'activated' | 'completed' | 'disputed' | 'corroborated' | 'erased'}`
  | 'party.unreachable';

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
    const hash = hashEvent({ ...link, data });
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
    return rows.map(chainedEvent);
  }
}
