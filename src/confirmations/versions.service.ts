/** Opens a version of a contract for answers, and closes it when it is decided, replaced, withdrawn or out of time. */
import { Inject, Injectable } from '@nestjs/common';
import { type ContractDocument, openParties, writeDocument } from '../contracts/contract-document.js';
import { blake2b256Hex } from '../crypto/blake2b.js';
import { randomToken } from '../crypto/ids.js';
import { attest } from '../evidence/statements.js';
import { MessagesService } from '../messaging/messages.service.js';
import { type Contract, ContractVersion, Party } from '../persistence/contract.entities.js';
import { Problem } from '../problems/problem.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import type { Tx } from '../transactions/tx.js';
import { AskingService, type Invitations } from './asking.service.js';
import { type Notice, NoticesService } from './notices.service.js';
import { RemindersService } from './reminders.service.js';

const NONCE_BYTES = 16;

export interface Opened extends Invitations {
  version: ContractVersion;
  parties: Party[];
}

export type VersionEnd = 'confirmed' | 'declined' | 'expired' | 'cancelled' | 'replaced';

@Injectable()
export class VersionsService {
  constructor(
    @Inject(SigningKeysService) private readonly keys: SigningKeysService,
    @Inject(AskingService) private readonly asking: AskingService,
    @Inject(MessagesService) private readonly messages: MessagesService,
    @Inject(NoticesService) private readonly notices: NoticesService,
    @Inject(RemindersService) private readonly reminders: RemindersService,
  ) {}

  /** The numbers of the parties are locked already. */
  async open(tx: Tx, accountId: string, draft: Omit<ContractDocument, '$type' | 'nonce'>, now: Date): Promise<Opened> {
    const document: ContractDocument = { $type: 'ndiyo.contract.v1', ...draft, nonce: randomToken(NONCE_BYTES) };
    const text = writeDocument(document);
    const created_at = now.toISOString();
    const statement = {
      contract_id: draft.contract_id,
      version: draft.version,
      contract_hash: blake2b256Hex(text),
      created_at,
    };
    const attestation = attest(statement, this.keys.issuer, this.keys.current);
    const times = { expires_at: draft.expires_at, decided_at: null };
    const version: ContractVersion = { status: 'pending', document: text, attestation, ...times, ...statement };
    await tx.insert(ContractVersion, version);
    const parties = openParties(document, created_at);
    await this.asking.assignCodes(tx, parties);
    for (const party of parties) party.remind_at = this.reminders.firstFor(party, now);
    await tx.insert(Party, ...parties);
    const invitations = await this.asking.inviteAll(tx, accountId, document, parties, now);
    return { version, parties, ...invitations };
  }

  async close(tx: Tx, version: { contract_id: string; version: number }, end: VersionEnd, at: string): Promise<void> {
    const key = { contract_id: version.contract_id, version: version.version };
    await tx.update(ContractVersion, key, { status: end, decided_at: at });
    await tx.update(Party, key, { open_until: null, remind_at: null });
    await this.messages.suppressQueued(tx, key.contract_id, key.version);
  }

  /** Ends an open version because its contract is over, and tells those who were asked. */
  async withdraw(tx: Tx, contract: Contract, open: ContractVersion, notice: Notice, now: Date): Promise<void> {
    await this.close(tx, open, 'cancelled', now.toISOString());
    const parties = await this.listParties(tx, contract.id, open.version);
    await this.notices.tell(tx, contract, parties, notice, now);
  }

  /** The version that awaits answers, if any: there is never more than one. */
  async findOpen(tx: Tx, contractId: string): Promise<ContractVersion | null> {
    const [open] = await tx.sql<ContractVersion>`SELECT * FROM contract_versions
      WHERE contract_id = ${contractId} AND status = 'pending'`;
    return open ?? null;
  }

  async find(tx: Tx, contractId: string, version: number): Promise<ContractVersion | null> {
    const [found] = await tx.sql<ContractVersion>`SELECT * FROM contract_versions
      WHERE contract_id = ${contractId} AND version = ${version}`;
    return found ?? null;
  }

  async get(tx: Tx, contractId: string, version: number): Promise<ContractVersion> {
    const found = await this.find(tx, contractId, version);
    if (!found) throw new Error(`contract ${contractId} has no version ${version}`);
    return found;
  }

  async listParties(tx: Tx, contractId: string, version: number): Promise<Party[]> {
    return tx.sql<Party>`SELECT * FROM parties
      WHERE contract_id = ${contractId} AND version = ${version} ORDER BY length(party_id), party_id`;
  }
}

/** Our own clock decides, whether or not the worker has marked it yet. */
export function assertInTime(open: ContractVersion | null, now: Date): void {
  if (open === null || open.expires_at > now.toISOString()) return;
  throw new Problem('contract-expired', `The time to answer ended at ${open.expires_at}`);
}
