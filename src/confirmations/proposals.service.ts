/** Proposes a contract, or new terms for one: document, attestation, event and invitations in one transaction. */
import { Inject, Injectable } from '@nestjs/common';
import { assertNotErased, type DocumentParty, readDocument, type Terms } from '../contracts/contract-document.js';
import type { ContractType } from '../contracts/contract-id.js';
import { allowedMoves } from '../contracts/contract-status.js';
import { ContractsService, type Scope } from '../contracts/contracts.service.js';
import { randomToken } from '../crypto/ids.js';
import { sha256Hex } from '../crypto/secrets.js';
import { EventsService } from '../evidence/events.service.js';
import { Contract, type ContractVersion } from '../persistence/contract.entities.js';
import { Problem } from '../problems/problem.js';
import type { Tx } from '../transactions/tx.js';
import { AskingService } from './asking.service.js';
import { assertInTime, type Opened, VersionsService } from './versions.service.js';

export interface Proposal {
  contractType: ContractType;
  terms: Terms;
  transcript: string | undefined;
  externalId: string | null;
  expiresInMs: number;
  parties: Omit<DocumentParty, 'party_id'>[];
}

export interface Proposed extends Opened {
  contract: Contract;
  /** Only for an anonymous caller, and only now. */
  manageToken: string | null;
}

/** A contract as somebody finds it who wants to change it: its status, and versions by number. */
export interface Amendable {
  status: string;
  standing: number;
  /** A later one that awaits answers. */
  proposal: number | null;
}

const TOKEN_BYTES = 32;
/** From where terms may change. */
export const AMENDABLE: ReadonlySet<string> = new Set(['pending', 'confirmed', 'active']);

/** Throws where the terms of a contract stand for good. */
export function assertAmendable(status: string): void {
  if (AMENDABLE.has(status)) return;
  throw new Problem('move-not-allowed', `The terms of a contract that is ${status} cannot change`, {
    members: { current_status: status, allowed_moves: allowedMoves(status) },
  });
}

@Injectable()
export class ProposalsService {
  constructor(
    @Inject(ContractsService) private readonly contracts: ContractsService,
    @Inject(VersionsService) private readonly versions: VersionsService,
    @Inject(EventsService) private readonly events: EventsService,
    @Inject(AskingService) private readonly asking: AskingService,
  ) {}

  async propose(tx: Tx, accountId: string, isAnonymous: boolean, proposal: Proposal, now: Date): Promise<Proposed> {
    const manageToken = isAnonymous ? `mt_${randomToken(TOKEN_BYTES)}` : null;
    const created_at = now.toISOString();
    const expires_at = new Date(now.getTime() + proposal.expiresInMs).toISOString();
    await this.asking.lockNumbers(tx, proposal.parties);
    const contract = await this.contracts.create(tx, {
      account_id: accountId,
      contract_type: proposal.contractType,
      status: 'pending',
      version: 1,
      external_id: proposal.externalId,
      manage_token_hash: manageToken === null ? null : sha256Hex(manageToken),
      created_at,
    });
    const draft = {
      contract_id: contract.id,
      version: 1,
      contract_type: proposal.contractType,
      terms: proposal.terms,
      ...(proposal.transcript !== undefined && { transcript: proposal.transcript }),
      parties: proposal.parties.map((party, i) => ({ party_id: `p${i + 1}`, ...party })),
      created_at,
      expires_at,
    };
    const opened = await this.versions.open(tx, accountId, draft, now);
    await this.events.record(tx, contract.id, 'contract.created', created_at, eventOf(opened.version, 'pending'), null);
    return { contract, manageToken, ...opened };
  }

  /**
   * New terms: they replace a pending version; beside a confirmed one they wait until every party agrees.
   * Returns how they found the contract.
   */
  async amend(tx: Tx, scope: Scope, id: string, terms: Terms, now: Date): Promise<Amendable> {
    await this.asking.lockNumbersOf(tx, scope, id);
    const contract = await this.contracts.getLocked(tx, scope, id);
    assertAmendable(contract.status);
    const latest = await this.latest(tx, id);
    if (contract.status === 'pending') assertInTime(latest, now);
    const { status, version: standing } = contract;
    const proposal = latest.status === 'pending' && latest.version > standing ? latest.version : null;
    if (latest.status === 'pending') await this.versions.close(tx, latest, 'replaced', now.toISOString());
    const { version } = await this.versions.open(tx, contract.account_id, nextDraft(latest, terms, now), now);
    if (contract.status === 'pending') await tx.update(Contract, { id }, { version: version.version });
    await this.events.record(tx, id, 'contract.amended', now.toISOString(), eventOf(version, contract.status));
    return { status, standing, proposal };
  }

  private async latest(tx: Tx, id: string): Promise<ContractVersion> {
    const [latest] = await tx.sql<ContractVersion>`SELECT * FROM contract_versions
      WHERE contract_id = ${id} ORDER BY version DESC LIMIT 1`;
    return latest!;
  }
}

const eventOf = ({ version, contract_hash }: ContractVersion, status: string) => ({ version, status, contract_hash });

/** The next version: new terms, the same parties, and as much time to answer as before. */
function nextDraft(latest: ContractVersion, terms: Terms, now: Date) {
  const { $type, nonce, previous_hash, ...document } = readDocument(latest.document);
  assertNotErased(document);
  const timeToAnswerMs = Date.parse(document.expires_at) - Date.parse(document.created_at);
  return {
    ...document,
    version: latest.version + 1,
    previous_hash: latest.contract_hash,
    terms,
    created_at: now.toISOString(),
    expires_at: new Date(now.getTime() + timeToAnswerMs).toISOString(),
  };
}
