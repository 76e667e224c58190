/** Contracts as rows: made, locked, read. What a status means and who is asked belongs to the story above. */
import { Inject, Injectable } from '@nestjs/common';
import { Contract, ContractVersion, type Party } from '../persistence/contract.entities.js';
import { Problem } from '../problems/problem.js';
import { Reads } from '../transactions/reads.js';
import { FOR_UPDATE } from '../transactions/sql.js';
import type { Tx } from '../transactions/tx.js';
import { type ContractType, makeContractId } from './contract-id.js';

export interface ContractView {
  contract: Contract;
  standing: ContractVersion;
  parties: Party[];
  /** A later version that awaits every party's yes, while this one stands. */
  proposal: { version: ContractVersion; parties: Party[] } | null;
}

/** Whose contracts a caller may see. */
export interface Scope {
  accountId: string;
  /** Sees every account's. */
  isAdmin: boolean;
  /** Set for a caller who knows one contract only. */
  contractId: string | null;
}

type Joined = Contract & Omit<ContractVersion, 'version' | 'status' | 'created_at'> & VersionColumns;
// The columns both tables have, under names of their own.
interface VersionColumns {
  version_row: number;
  version_status: string;
  version_created_at: string;
}

@Injectable()
export class ContractsService {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  /** Inserts a contract under a fresh id. */
  async create(tx: Tx, row: Omit<Contract, 'id' | 'confirmed_at' | 'completed_at'>): Promise<Contract> {
    for (let collisions = 0; ; collisions++) {
      const id = makeContractId(row.contract_type as ContractType, new Date(row.created_at), collisions);
      const contract = { id, confirmed_at: null, completed_at: null, ...row };
      if (await tx.insertNew(Contract, contract)) return contract;
      await this.assertExternalIdIsFree(tx, row.account_id, row.external_id);
    }
  }

  private async assertExternalIdIsFree(tx: Tx, accountId: string, externalId: string | null): Promise<void> {
    const taken = await tx.sql`
      SELECT 1 FROM contracts WHERE account_id = ${accountId} AND external_id = ${externalId}`;
    if (taken.length === 0) return;
    const errors = [{ pointer: '#/external_id', detail: 'must be unique within your account' }];
    throw new Problem('external-id-taken', 'external_id already names another contract', { errors });
  }

  /** The contract, held until the transaction ends; null when there is none. */
  async findLocked(tx: Tx, id: string): Promise<Contract | null> {
    const [contract] = await tx.sql<Contract>`SELECT * FROM contracts WHERE id = ${id} ${FOR_UPDATE}`;
    return contract ?? null;
  }

  async getLocked(tx: Tx, scope: Scope, id: string): Promise<Contract> {
    const contract = await this.findLocked(tx, id);
    if (!contract || !isWithin(scope, contract)) throw notFound(id);
    return contract;
  }

  async get(scope: Scope, id: string, from: Pick<Tx, 'sql'> = this.reads): Promise<ContractView> {
    const view = await this.find(scope, id, from);
    if (!view) throw notFound(id);
    return view;
  }

  async find(scope: Scope, id: string, from: Pick<Tx, 'sql'> = this.reads): Promise<ContractView | null> {
    const joined = await from.sql<Joined>`
      SELECT v.*, v.version AS version_row, v.status AS version_status, v.created_at AS version_created_at, c.*
      FROM contracts c JOIN contract_versions v ON v.contract_id = c.id
        AND (v.version = c.version OR (v.version > c.version AND v.status = 'pending'))
      WHERE c.id = ${id} ORDER BY v.version`;
    const [first, later] = joined;
    if (!first || !isWithin(scope, first)) return null;
    const all = await from.sql<Party>`SELECT * FROM parties
      WHERE contract_id = ${id} AND version >= ${first.version_row} ORDER BY version, length(party_id), party_id`;
    const of = (version: number) => all.filter((party) => party.version === version);
    return {
      contract: first,
      standing: versionOf(first),
      parties: of(first.version_row),
      proposal: later ? { version: versionOf(later), parties: of(later.version_row) } : null,
    };
  }

  /** One version as it was recorded; the latest that stands unless another is named. */
  async getVersion(scope: Scope, id: string, version: number | null): Promise<ContractVersion> {
    const contract = await this.reads.manager.findOneBy(Contract, { id });
    if (!contract || !isWithin(scope, contract)) throw notFound(id);
    const wanted = { contract_id: id, version: version ?? contract.version };
    const found = await this.reads.manager.findOneBy(ContractVersion, wanted);
    if (found) return found;
    throw new Problem('not-found', `Contract ${id} has no version ${wanted.version}`);
  }
}

const versionOf = (row: Joined): ContractVersion => ({
  ...row,
  version: row.version_row,
  status: row.version_status,
  created_at: row.version_created_at,
});

const isWithin = (scope: Scope, contract: { id: string; account_id: string }): boolean =>
  (scope.isAdmin || contract.account_id === scope.accountId) &&
  (scope.contractId === null || scope.contractId === contract.id);

export const notFound = (id: string): Problem =>
  new Problem('contract-not-found', `Contract ${id} does not exist, or it is not yours to see`);
