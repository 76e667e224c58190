/** Programs that prove themselves with keys of their own, of which only the public part is here. */
import { Inject, Injectable } from '@nestjs/common';
import { AccessEventsService } from '../accounts/access-events.service.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { type Scopes, writeScopes } from '../accounts/scopes.js';
import { uuidv7 } from '../crypto/ids.js';
import { ServiceAccount, ServiceKey } from '../persistence/access.entities.js';
import { Reads } from '../transactions/reads.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { readPublicKey } from './public-keys.js';

export interface Wish {
  accountId: string;
  name: string;
  scopes: Scopes;
}

export type ListedAccount = ServiceAccount & { kids: string[] };

@Injectable()
export class ServiceAccountsService {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(AccountsService) private readonly accounts: AccountsService,
    @Inject(AccessEventsService) private readonly events: AccessEventsService,
  ) {}

  /** Its id, which is `iss` and `sub` of its assertions. */
  async create({ accountId, name, scopes }: Wish, actor: string, now: Date): Promise<string> {
    await this.accounts.get(accountId);
    const id = uuidv7(now.getTime());
    const row = { id, account_id: accountId, name, scopes: writeScopes(scopes), created_at: now.toISOString() };
    await this.transactions.run(async (tx) => {
      await tx.insert(ServiceAccount, row);
      await this.record(tx, row, 'service-account.created', actor, { name, scopes: row.scopes }, now);
    });
    return id;
  }

  async list(): Promise<ListedAccount[]> {
    const accounts = await this.reads.sql<ServiceAccount>`SELECT * FROM service_accounts ORDER BY id`;
    const keys = await this.reads.sql<ServiceKey>`SELECT * FROM service_keys WHERE revoked_at IS NULL ORDER BY kid`;
    const kidsOf = (id: string) => keys.filter((key) => key.service_account_id === id).map(({ kid }) => kid);
    return accounts.map((account) => ({ ...account, kids: kidsOf(account.id) }));
  }

  /** Its kid, which every assertion names. */
  async addKey(id: string, text: string, actor: string, now: Date): Promise<string> {
    const account = await this.get(id);
    const { jwk, kid: given } = readPublicKey(text);
    const { calculateJwkThumbprint } = await import('jose');
    const kid = given ?? (await calculateJwkThumbprint(jwk as Parameters<typeof calculateJwkThumbprint>[0]));
    const row = { service_account_id: id, kid, public_jwk: JSON.stringify(jwk), created_at: now.toISOString() };
    await this.transactions.run(async (tx) => {
      if (!(await tx.insertNew(ServiceKey, row))) throw new Error(`This service account has, or had, a key ${kid}.`);
      await this.record(tx, account, 'service-account.key_added', actor, { kid }, now);
    });
    return kid;
  }

  /** The account with all its keys, or one key. */
  async revoke(id: string, kid: string | null, actor: string, now: Date): Promise<void> {
    const account = await this.get(id);
    const revoked_at = now.toISOString();
    await this.transactions.run(async (tx) => {
      const changed =
        kid === null
          ? await tx.update(ServiceAccount, { id }, { revoked_at })
          : await tx.update(ServiceKey, { service_account_id: id, kid }, { revoked_at });
      if (changed === 0) throw new Error(`This service account has no key ${kid}.`);
      await this.record(tx, account, 'service-account.revoked', actor, kid === null ? {} : { kid }, now);
    });
  }

  private async get(id: string): Promise<ServiceAccount> {
    const [row] = await this.reads.sql<ServiceAccount>`SELECT * FROM service_accounts WHERE id = ${id}`;
    if (!row) throw new Error(`There is no service account ${id}.`);
    return row;
  }

  private record(
    tx: Tx,
    { id, account_id: accountId }: Pick<ServiceAccount, 'id' | 'account_id'>,
    type: string,
    actor: string,
    details: Record<string, unknown>,
    now: Date,
  ): Promise<void> {
    return this.events.record(tx, { accountId, type, actor, subject: `service-account ${id}`, details }, now);
  }
}
