/** Receipts: issued in the transaction that decides, served as they were issued. */
import { Inject, Injectable } from '@nestjs/common';
import { newReceiptCode } from '../crypto/receipt-code.js';
import { LogService } from '../log/log.service.js';
import { Receipt } from '../persistence/evidence.entities.js';
import { Problem } from '../problems/problem.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { Reads } from '../transactions/reads.js';
import type { Tx } from '../transactions/tx.js';
import type { EventLink } from './chained-event.js';
import { EventsService } from './events.service.js';
import { composeReceipt, type Decided } from './statements.js';

export type IssuedReceipt = Pick<Receipt, 'contract_id' | 'version' | 'receipt'> & { code: string };

/** With the contract as it stands now. */
export type FoundReceipt = IssuedReceipt & { account_id: string; standing_version: number; standing_status: string };

@Injectable()
export class ReceiptsService {
  constructor(
    @Inject(SigningKeysService) private readonly keys: SigningKeysService,
    @Inject(EventsService) private readonly events: EventsService,
    @Inject(LogService) private readonly log: LogService,
    @Inject(Reads) private readonly reads: Reads,
  ) {}

  /** Every event of the decision is already recorded: the receipt commits to the last one. Returns its code. */
  async issue(tx: Tx, decided: Omit<Decided, 'events'>): Promise<string> {
    const events = await this.events.list(tx, decided.contract_id);
    const receipt = composeReceipt({ ...decided, events }, this.keys.issuer, this.keys.current);
    const { contract_id, version, issued_at } = decided;
    const code = newReceiptCode();
    await tx.insert(Receipt, { contract_id, version, issued_at, receipt, code });
    return code;
  }

  /** The text as it was issued, with the proof that its last event stands in the log beside the signature. */
  async withProof({ contract_id, receipt }: IssuedReceipt): Promise<string> {
    const { events, key } = JSON.parse(receipt) as { events: EventLink[]; key: { kid: string } };
    const proof = await this.log.proofOf(contract_id, events.at(-1)!.seq, key.kid);
    return proof ? `${receipt.slice(0, -1)},"proof":${JSON.stringify(proof)}}` : receipt;
  }

  /** Of one version, or of the latest decided one; as it was issued, without proof: the same text whenever it is asked for. */
  async getIssued(contractId: string, version: number | null): Promise<IssuedReceipt> {
    const rows = await this.reads.sql<IssuedReceipt>`SELECT contract_id, version, receipt, code FROM receipts
      WHERE contract_id = ${contractId} AND (CAST(${version} AS integer) IS NULL OR version = ${version})
      ORDER BY version DESC LIMIT 1`;
    if (rows[0]) return rows[0];
    throw new Problem('nothing-decided', 'A receipt is issued once every party has said yes, or one has said no');
  }

  /** @param code as `readReceiptCode` gave it */
  async findByCode(code: string, from: Pick<Tx, 'sql'> = this.reads): Promise<FoundReceipt | null> {
    const [found] = await from.sql<FoundReceipt>`SELECT r.contract_id, r.version, r.receipt, r.code,
        c.account_id, c.version AS standing_version, c.status AS standing_status
      FROM receipts r JOIN contracts c ON c.id = r.contract_id WHERE r.code = ${code}`;
    return found ?? null;
  }

  async findCode(contractId: string, version: number, from: Pick<Tx, 'sql'> = this.reads): Promise<string | null> {
    const [row] = await from.sql<Pick<IssuedReceipt, 'code'>>`SELECT code FROM receipts
      WHERE contract_id = ${contractId} AND version = ${version}`;
    return row?.code ?? null;
  }
}
