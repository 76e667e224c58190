/** Receipts: issued in the transaction that decides, served as they were issued. */
import { Inject, Injectable } from '@nestjs/common';
import { newReceiptCode } from '../crypto/receipt-code.js';
import { LogService } from '../log/log.service.js';
import type { ContractVersion } from '../persistence/contract.entities.js';
import { Receipt, ReceiptReissue } from '../persistence/evidence.entities.js';
import { Problem } from '../problems/problem.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { Reads } from '../transactions/reads.js';
import { Fragment } from '../transactions/sql.js';
import type { Tx } from '../transactions/tx.js';
import type { EventLink } from './chained-event.js';
import { EventsService } from './events.service.js';
import { composeReceipt, type Decided, type Decision, hashDecisions } from './statements.js';

export type IssuedReceipt = Pick<Receipt, 'contract_id' | 'version' | 'receipt'> & { code: string };

/** What a version's first receipt states, without the chain. */
export type Stated = Omit<Decided, 'events' | 'issued_at'>;

/** With the contract as it stands now. */
export type FoundReceipt = IssuedReceipt & { account_id: string; standing_version: number; standing_status: string };

type Parts = { document: string; attestation: string; decisions: Decision[] };

const LATEST_TEXT = `COALESCE((SELECT i.receipt FROM receipt_reissues i
  WHERE i.contract_id = r.contract_id AND i.version = r.version ORDER BY i.issue DESC LIMIT 1), r.receipt)`;
const LATEST = new Fragment(LATEST_TEXT, LATEST_TEXT);

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

  /** What was decided, as the first receipt of a version has it; null where none was issued, or it was erased. */
  async findStated(tx: Tx, version: ContractVersion): Promise<Stated | null> {
    const { contract_id, contract_hash, status } = version;
    const [issued] = await tx.sql<Pick<Receipt, 'receipt'>>`SELECT receipt FROM receipts
      WHERE contract_id = ${contract_id} AND version = ${version.version}`;
    if (!issued) return null;
    const { document, attestation, decisions } = JSON.parse(issued.receipt) as Parts;
    const key = { contract_id, version: version.version, contract_hash, status: status as Decided['status'] };
    return { ...key, document, attestation, decisions, decisions_hash: hashDecisions(decisions) };
  }

  /** The same decisions, signed again over the chain as it now is. The event that gave the reason is recorded already. */
  async reissue(tx: Tx, stated: Stated, issued_at: string): Promise<void> {
    const { contract_id, version } = stated;
    const events = await this.events.list(tx, contract_id);
    const receipt = composeReceipt({ ...stated, events, issued_at }, this.keys.issuer, this.keys.current);
    const [last] = await tx.sql<{ issue: number | null }>`SELECT MAX(issue) AS issue FROM receipt_reissues
      WHERE contract_id = ${contract_id} AND version = ${version}`;
    await tx.insert(ReceiptReissue, { contract_id, version, issue: (last?.issue ?? 1) + 1, issued_at, receipt });
  }

  /** The text as it was issued, with the proof that its last event stands in the log beside the signature. */
  async withProof({ contract_id, receipt }: IssuedReceipt): Promise<string> {
    const { events, key } = JSON.parse(receipt) as { events: EventLink[]; key: { kid: string } };
    const proof = await this.log.proofOf(contract_id, events.at(-1)!.seq, key.kid);
    return proof ? `${receipt.slice(0, -1)},"proof":${JSON.stringify(proof)}}` : receipt;
  }

  /** Of one version, or of the latest decided one, the last that was issued; without proof: the same text until then. */
  async getIssued(contractId: string, version: number | null): Promise<IssuedReceipt> {
    const rows = await this.reads.sql<IssuedReceipt>`SELECT r.contract_id, r.version, ${LATEST} AS receipt, r.code
      FROM receipts r
      WHERE r.contract_id = ${contractId} AND (CAST(${version} AS integer) IS NULL OR r.version = ${version})
      ORDER BY r.version DESC LIMIT 1`;
    if (rows[0]) return rows[0];
    throw new Problem('nothing-decided', 'A receipt is issued once every party has said yes, or one has said no');
  }

  /** @param code as `readReceiptCode` gave it */
  async findByCode(code: string, from: Pick<Tx, 'sql'> = this.reads): Promise<FoundReceipt | null> {
    const [found] = await from.sql<FoundReceipt>`SELECT r.contract_id, r.version, ${LATEST} AS receipt, r.code,
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
