/** Whose contracts, keys and operators belong together. */
import { Injectable } from '@nestjs/common';
import { Account } from '../persistence/contract.entities.js';
import type { Tx } from '../transactions/tx.js';

@Injectable()
export class AccountsService {
  /** True when the account was not there before. */
  ensure(tx: Tx, id: string, now: Date): Promise<boolean> {
    if (!/^[a-z\d][a-z\d-]{0,39}$/.test(id)) {
      throw new RangeError('An account is 1 to 40 lower-case letters, digits and dashes, such as acme-coop');
    }
    return tx.insertNew(Account, { id, name: id, created_at: now.toISOString() });
  }
}
