/** Whose everything is: each contract, text, key and budget belongs to one account. */
import { Inject, Injectable } from '@nestjs/common';
import { randomName } from '../crypto/ids.js';
import { Account } from '../persistence/contract.entities.js';
import { Problem } from '../problems/problem.js';
import { Reads } from '../transactions/reads.js';
import type { Tx } from '../transactions/tx.js';
import { AccessEventsService } from './access-events.service.js';

export const ACCOUNT_ID = /^[a-z\d](?:[a-z\d-]{0,38}[a-z\d])?$/;
export const ACCOUNT_ID_RULE = 'must be 1 to 40 lower-case letters, digits and inner hyphens, such as green-valley';

@Injectable()
export class AccountsService {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(AccessEventsService) private readonly events: AccessEventsService,
  ) {}

  /** Under the id that was asked for, or one made up. */
  async create(tx: Tx, wish: { id?: string | undefined; name: string }, actor: string, now: Date): Promise<Account> {
    const account = { id: wish.id ?? `acc-${randomName(10)}`, name: wish.name, created_at: now.toISOString() };
    if (!(await tx.insertNew(Account, account))) {
      throw new Problem('account-exists', `An account ${account.id} exists already`);
    }
    await this.events.record(
      tx,
      { accountId: account.id, type: 'account.created', actor, subject: `account ${account.id}` },
      now,
    );
    return account;
  }

  async get(id: string, from: Pick<Tx, 'sql'> = this.reads): Promise<Account> {
    const [account] = await from.sql<Account>`SELECT * FROM accounts WHERE id = ${ACCOUNT_ID.test(id) ? id : ''}`;
    if (account) return account;
    throw new Problem('account-not-found', `There is no account ${id.slice(0, 40)}`);
  }

  /** By id. `after` is the id the last page ended with. */
  list(limit: number, after = ''): Promise<Account[]> {
    return this.reads.sql<Account>`SELECT * FROM accounts WHERE id > ${after} ORDER BY id LIMIT ${limit}`;
  }
}
