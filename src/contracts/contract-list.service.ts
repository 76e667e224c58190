/** Pages of contracts, newest first, by keyset: a page costs the same however deep it lies. */
import { Inject, Injectable } from '@nestjs/common';
import { Contract, ContractVersion, Party } from '../persistence/contract.entities.js';
import { pageOf, readCursor } from '../transactions/paging.js';
import { Reads } from '../transactions/reads.js';
import type { ContractView, Scope } from './contracts.service.js';

export interface ListFilter {
  status?: string | undefined;
  contract_type?: string | undefined;
  created_after?: string | undefined;
  created_before?: string | undefined;
  external_id?: string | undefined;
  phone_number?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface ContractPage {
  views: ContractView[];
  next_cursor: string | null;
}

@Injectable()
export class ContractListService {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  async list(scope: Scope, filter: ListFilter): Promise<ContractPage> {
    const query = this.reads.manager.createQueryBuilder(Contract, 'c').where('1 = 1');
    if (!scope.isAdmin) query.andWhere('c.account_id = :account', { account: scope.accountId });
    if (filter.status) query.andWhere('c.status = :status', { status: filter.status });
    if (filter.contract_type) query.andWhere('c.contract_type = :type', { type: filter.contract_type });
    if (filter.created_after) query.andWhere('c.created_at > :after', { after: filter.created_after });
    if (filter.created_before) query.andWhere('c.created_at < :before', { before: filter.created_before });
    if (filter.external_id) {
      // The index begins with the account: looked up in each of them, not looked for among all contracts.
      const whose = scope.isAdmin ? 'o.account_id IN (SELECT id FROM accounts)' : 'o.account_id = :account';
      const ofOwnId = `SELECT o.id FROM contracts o WHERE ${whose} AND o.external_id = :externalId`;
      query.andWhere(`c.id IN (${ofOwnId})`, { externalId: filter.external_id });
    }
    if (filter.phone_number) {
      const ofNumber = 'SELECT p.contract_id FROM parties p WHERE p.phone_number = :phone';
      query.andWhere(`c.id IN (${ofNumber})`, { phone: filter.phone_number });
    }
    if (filter.cursor) {
      // As one comparison of two rows an index can begin there; with OR it would walk over every page before.
      const before = '(c.created_at, c.id) < (:at, :id)';
      const [, at, id] = readCursor(filter.cursor, PLACE)!;
      query.andWhere(before, { at, id });
    }
    query
      .orderBy('c.created_at', 'DESC')
      .addOrderBy('c.id', 'DESC')
      .limit(filter.limit + 1);
    const { page, next_cursor } = pageOf(
      await query.getMany(),
      filter.limit,
      (last) => `${last.created_at} ${last.id}`,
    );
    return { views: await this.withStandingVersions(page), next_cursor };
  }

  private async withStandingVersions(contracts: Contract[]): Promise<ContractView[]> {
    if (contracts.length === 0) return [];
    const keys = contracts.map(({ id, version }) => ({ contract_id: id, version }));
    const versions = await this.reads.manager.findBy(ContractVersion, keys);
    const parties = await this.reads.manager.findBy(Party, keys);
    const number = (party: Party) => Number(party.party_id.slice(1));
    return contracts.map((contract) => ({
      contract,
      standing: versions.find((version) => version.contract_id === contract.id)!,
      parties: parties.filter((party) => party.contract_id === contract.id).sort((a, b) => number(a) - number(b)),
      proposal: null,
    }));
  }
}

/** After which contract a page begins. */
const PLACE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([A-Z]{2}-\d{4}-\d{9,10})$/;
