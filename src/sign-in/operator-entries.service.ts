/** A new operator. By command: nobody can sign in before there is one. */
import { Inject, Injectable } from '@nestjs/common';
import { AccessEventsService } from '../accounts/access-events.service.js';
import { AccountsService } from '../accounts/accounts.service.js';
import type { Role } from '../accounts/scopes.js';
import { normalizedEmail, OperatorsService, operatorName } from '../operators/operators.service.js';
import { PasswordsService } from '../operators/passwords.service.js';
import { Transactions } from '../transactions/tx.js';

export interface Entry {
  accountId: string;
  email: string;
  role: Role;
  password: string;
}

@Injectable()
export class OperatorEntriesService {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(AccountsService) private readonly accounts: AccountsService,
    @Inject(OperatorsService) private readonly operators: OperatorsService,
    @Inject(PasswordsService) private readonly passwords: PasswordsService,
    @Inject(AccessEventsService) private readonly events: AccessEventsService,
  ) {}

  /** @throws Error in a sentence when the address is taken, or there is no such account */
  async create(entry: Entry, now: Date): Promise<void> {
    await this.accounts.get(entry.accountId);
    const { accountId, role } = entry;
    const email = normalizedEmail(entry.email);
    const passwordHash = await this.passwords.hash(entry.password);
    await this.transactions.run(async (tx) => {
      const id = await this.operators.create(tx, { accountId, email, role, passwordHash }, now);
      if (id === null) throw new Error(`There is an operator ${email} already.`);
      const fact = { accountId, type: 'operator.created', actor: 'command line', subject: operatorName(id) };
      await this.events.record(tx, { ...fact, details: { email, role } }, now);
    });
  }
}
