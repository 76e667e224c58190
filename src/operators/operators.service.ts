/** The people who may sign in. */
import { Inject, Injectable } from '@nestjs/common';
import type { Role } from '../accounts/scopes.js';
import { uuidv7 } from '../crypto/ids.js';
import { Operator } from '../persistence/access.entities.js';
import { Problem } from '../problems/problem.js';
import { Reads } from '../transactions/reads.js';
import { FOR_UPDATE } from '../transactions/sql.js';
import type { Tx } from '../transactions/tx.js';

export interface NewOperator {
  accountId: string;
  email: string;
  role: Role;
  passwordHash: string;
}

/** How an operator is named in events, sessions and tokens. */
export const operatorName = (id: string): string => `operator ${id}`;

/** The same for every way of writing it. */
export const normalizedEmail = (email: string): string => email.trim().toLowerCase();
export const isEmail = (text: string): boolean => text.length <= 254 && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)*$/.test(text);

@Injectable()
export class OperatorsService {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  /** Null when the address is taken. */
  async create(tx: Tx, { accountId, email, role, passwordHash }: NewOperator, now: Date): Promise<string | null> {
    const id = uuidv7(now.getTime());
    const isNew = await tx.insertNew(Operator, {
      ...{ id, account_id: accountId, email, role, password_hash: passwordHash },
      created_at: now.toISOString(),
      failures: 0,
    });
    return isNew ? id : null;
  }

  async find(id: string): Promise<Operator | undefined> {
    return (await this.reads.sql<Operator>`SELECT * FROM operators WHERE id = ${id}`)[0];
  }

  /** @throws Problem when it is gone: whoever held its token may no longer */
  async get(id: string): Promise<Operator> {
    const operator = await this.find(id);
    if (!operator) throw new Problem('not-found', 'This operator is not there any more');
    return operator;
  }

  async findByEmail(email: string): Promise<Operator | undefined> {
    return (await this.reads.sql<Operator>`SELECT * FROM operators WHERE email = ${normalizedEmail(email)}`)[0];
  }

  /** As it stands in the transaction, held until that ends. */
  async lock(tx: Tx, id: string): Promise<Operator | undefined> {
    return (await tx.sql<Operator>`SELECT * FROM operators WHERE id = ${id} ${FOR_UPDATE}`)[0];
  }

  list(): Promise<Operator[]> {
    return this.reads.sql<Operator>`SELECT * FROM operators ORDER BY account_id, email`;
  }

  async setPassword(tx: Tx, id: string, passwordHash: string): Promise<void> {
    await tx.update(Operator, { id }, { password_hash: passwordHash });
  }

  /** Its wrong tries are forgotten. */
  async unlock(tx: Tx, id: string): Promise<void> {
    await tx.update(Operator, { id }, { failures: 0, locked_until: null });
  }

  async setDisabled(tx: Tx, id: string, disabledAt: Date | null): Promise<void> {
    await tx.update(Operator, { id }, { disabled_at: disabledAt?.toISOString() ?? null });
  }
}
