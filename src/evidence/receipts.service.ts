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

@Injectable()
export class ReceiptsService {
  constructor(
    @Inject(SigningKeysService) private readonly keys: SigningKeysService,
    @Inject(EventsService) private readonly events: EventsService,
    @Inject(LogService) private readonly log: LogService,
    @Inject(Reads) private readonly reads: Reads,
  ) {}

  /** Every event of the decision is already recorded: the receipt commits to the last one. */
  async issue(tx: Tx, decided: Omit<Decided, 'events'>): Promise<void> {
    const events = await this.events.list(tx, decided.contract_id);
    const receipt = composeReceipt({ ...decided, events }, this.keys.issuer, this.keys.current);
    const { contract_id, version, issued_at } = decided;
    await tx.insert(Receipt, { contract_id, version, issued_at, receipt, code: newReceiptCode() });
  }

  /**
   * The text of the receipt of one version, or of the latest decided one: as it was issued, with the proof that its last
   * event stands in the log beside the signature.
   */
  async get(contractId: string, version: number | null): Promise<string> {
    const receipt = await this.find(contractId, version);
    const { events, key } = JSON.parse(receipt) as { events: EventLink[]; key: { kid: string } };
    const proof = await this.log.proofOf(contractId, events.at(-1)!.seq, key.kid);
    return proof ? `${receipt.slice(0, -1)},"proof":${JSON.stringify(proof)}}` : receipt;
  }

  private async find(contractId: string, version: number | null): Promise<string> {
    const rows = await this.reads.sql<{ receipt: string }>`SELECT receipt FROM receipts
      WHERE contract_id = ${contractId} AND (CAST(${version} AS integer) IS NULL OR version = ${version})
      ORDER BY version DESC LIMIT 1`;
    if (rows[0]) return rows[0].receipt;
    throw new Problem('nothing-decided', 'A receipt is issued once every party has said yes, or one has said no');
  }
}
