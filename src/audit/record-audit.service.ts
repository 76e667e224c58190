/** Holds every event, document and receipt against its hash, its signature and its neighbours. */
import { Inject, Injectable } from '@nestjs/common';
import { bytesFromJwk, jwkFromBytes } from '../crypto/jwk.js';
import { chainedEvent } from '../evidence/chained-event.js';
import type { ContractEvent, ReceiptReissue, SigningKeyRecord } from '../persistence/evidence.entities.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { Reads } from '../transactions/reads.js';
import { AuditFault } from './audit-fault.js';
import { EventChain, type EventRow } from './event-chain.js';
import { inPages, PAGE } from './pages.js';
import {
  documentFault,
  type FirstReceipt,
  type RecordedVersion,
  receiptFault,
  reissuesFault,
} from './record-faults.js';

type Tell = (done: number) => void;

@Injectable()
export class RecordAuditService {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(SigningKeysService) private readonly keys: SigningKeysService,
  ) {}

  /** @throws AuditFault naming the first bad place */
  async checkEvents(tell: Tell = () => {}): Promise<number> {
    let [count, chain] = [0, new EventChain()];
    for await (const row of this.events()) {
      if (row.contract_id !== chain.contractId) {
        chain.end();
        chain = new EventChain(row);
      }
      chain.add(row);
      tell(++count);
    }
    chain.end();
    return count;
  }

  /** @throws AuditFault naming the first bad place */
  async checkKeys(): Promise<number> {
    const records = await this.keys.list();
    for (const { record } of records) {
      if (!isAsNamed(record)) throw new AuditFault(`The public key ${record.kid} is not the one that its name says.`);
    }
    return records.length;
  }

  /** @throws AuditFault naming the first bad place */
  async checkDocuments(tell: Tell = () => {}): Promise<number> {
    const keys = await this.keyFinder();
    let count = 0;
    for await (const version of this.versions()) {
      const fault = documentFault(version, keys);
      if (fault) throw new AuditFault(`Version ${version.version} of contract ${version.contract_id} ${fault}.`);
      tell(++count);
    }
    return count;
  }

  /** @throws AuditFault naming the first bad place */
  async checkReceipts(tell: Tell = () => {}): Promise<number> {
    const keys = await this.keyFinder();
    let count = 0;
    for await (const receipt of this.receipts()) {
      const { contract_id, version } = receipt;
      const events = (
        await this.reads.sql<ContractEvent>`SELECT * FROM events WHERE contract_id = ${contract_id} ORDER BY seq`
      ).map(chainedEvent);
      const reissues = await this.reads.sql<ReceiptReissue>`SELECT * FROM receipt_reissues
        WHERE contract_id = ${contract_id} AND version = ${version} ORDER BY issue LIMIT ${Number(receipt.again)}`;
      const all = [receipt, ...reissues.map((reissue) => ({ ...receipt, ...reissue }))];
      const faults = all.map((one) => receiptFault(one, events, keys));
      const fault = faults.find((one) => one !== undefined) ?? reissuesFault(receipt, reissues, events);
      if (fault) throw new AuditFault(`The receipt of version ${version} of contract ${contract_id} ${fault}.`);
      count += all.length;
      tell(count);
    }
    return count;
  }

  private async keyFinder() {
    const { keys } = await this.keys.jwks();
    return (kid: string) => keys.find((jwk) => jwk.kid === kid);
  }

  private events(): AsyncGenerator<EventRow> {
    return inPages<EventRow>(
      (after) => this.reads
        .sql`SELECT e.*, c.status AS contract_status FROM events e JOIN contracts c ON c.id = e.contract_id
        WHERE (e.contract_id, e.seq) > (${after?.contract_id ?? ''}, ${after?.seq ?? 0})
        ORDER BY e.contract_id, e.seq LIMIT ${PAGE}`,
    );
  }

  private versions(): AsyncGenerator<RecordedVersion> {
    return inPages<RecordedVersion>(
      (after) => this.reads.sql`SELECT v.*, r.version AS receipt_version,
          (SELECT MAX(seq) FROM events e WHERE e.contract_id = v.contract_id AND e.type = 'contract.erased') AS erased_at
        FROM contract_versions v
        LEFT JOIN receipts r ON r.contract_id = v.contract_id AND r.version = v.version
        WHERE (v.contract_id, v.version) > (${after?.contract_id ?? ''}, ${after?.version ?? 0})
        ORDER BY v.contract_id, v.version LIMIT ${PAGE}`,
    );
  }

  private receipts(): AsyncGenerator<FirstReceipt> {
    return inPages<FirstReceipt>(
      (after) => this.reads.sql`SELECT r.*, v.document AS recorded, v.attestation,
          (SELECT count(*) FROM receipt_reissues i WHERE i.contract_id = r.contract_id AND i.version = r.version) AS again,
          (SELECT MAX(seq) FROM events e WHERE e.contract_id = r.contract_id) AS head
        FROM receipts r LEFT JOIN contract_versions v ON v.contract_id = r.contract_id AND v.version = r.version
        WHERE (r.contract_id, r.version) > (${after?.contract_id ?? ''}, ${after?.version ?? 0})
        ORDER BY r.contract_id, r.version LIMIT ${PAGE}`,
    );
  }
}

function isAsNamed({ kid, public_jwk }: SigningKeyRecord): boolean {
  try {
    const jwk = jwkFromBytes(bytesFromJwk(JSON.parse(public_jwk)));
    return jwk.kid === kid && JSON.stringify(jwk) === public_jwk;
  } catch {
    return false;
  }
}
