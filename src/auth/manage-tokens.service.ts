/** The token that creating a contract without a credential returned: it opens that one. */
import { Inject, Injectable } from '@nestjs/common';
import { sha256Hex } from '../crypto/secrets.js';
import { Reads } from '../transactions/reads.js';
import { type Caller, manageTokenCaller } from './caller.js';
import { refused } from './refused.js';

@Injectable()
export class ManageTokensService {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  /** @throws Problem 401 */
  async get(token: string): Promise<Caller> {
    const [contract] = await this.reads.sql<{ id: string; account_id: string }>`
      SELECT id, account_id FROM contracts WHERE manage_token_hash = ${sha256Hex(token)}`;
    if (!contract) throw refused('Bearer');
    return manageTokenCaller(contract.account_id, contract.id);
  }
}
