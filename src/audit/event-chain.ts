/** One contract's events, in their order, against their hashes and against the contract's status. */
import { hashEvent } from '../evidence/chained-event.js';
import { canonicalize } from '../json/canonical-json.js';
import type { ContractEvent } from '../persistence/evidence.entities.js';
import { AuditFault } from './audit-fault.js';

export type EventRow = ContractEvent & { contract_status: string };

/** What is left of an event's data when a person was erased from the contract. */
export const EMPTIED = '{}';

export class EventChain {
  readonly contractId: string | undefined;
  private last: EventRow | undefined;
  private emptied: number | undefined;
  private isErased = false;
  private status: unknown;

  constructor(first?: EventRow) {
    this.contractId = first?.contract_id;
  }

  add(row: EventRow): void {
    const place = `Event ${row.seq} of contract ${row.contract_id}`;
    const expected = (this.last?.seq ?? 0) + 1;
    if (row.seq !== expected) throw new AuditFault(`Event ${expected} of contract ${row.contract_id} is missing.`);
    if (row.prev !== (this.last?.hash ?? null)) throw new AuditFault(`${place} does not follow the event before it.`);
    this.checkHash(row, place);
    if (row.type === 'contract.erased') this.isErased = true;
    this.last = row;
  }

  private checkHash(row: EventRow, place: string): void {
    if (row.data === EMPTIED) {
      this.emptied ??= row.seq;
      return;
    }
    const event = eventOf(row, place);
    if (hashEvent(event) !== row.hash || canonicalize(event.data) !== row.data)
      throw new AuditFault(`${place} does not match its hash: it was changed.`);
    if (event.data.status !== undefined) this.status = event.data.status;
  }

  end(): void {
    if (!this.last) return;
    const { contract_id, contract_status } = this.last;
    if (this.emptied !== undefined && !this.isErased) {
      throw new AuditFault(
        `Event ${this.emptied} of contract ${contract_id} was emptied, and nothing says it was erased.`,
      );
    }
    if (this.status !== undefined && this.status !== contract_status) {
      throw new AuditFault(`Contract ${contract_id} is ${contract_status}, but its events say ${this.status}.`);
    }
  }
}

function eventOf({ contract_id, seq, type, at, data, prev }: EventRow, place: string) {
  try {
    return { contract_id, seq, type, at, prev, data: JSON.parse(data) as Record<string, unknown> };
  } catch {
    throw new AuditFault(`${place} cannot be read: it was changed.`);
  }
}
