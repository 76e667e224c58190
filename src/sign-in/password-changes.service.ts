/** A signed-in operator changes its password; whoever else is signed in as it is signed out. */
import { Inject, Injectable } from '@nestjs/common';
import { OperatorsService, operatorName } from '../operators/operators.service.js';
import { faultOfPassword } from '../operators/password-rules.js';
import { PasswordsService } from '../operators/passwords.service.js';
import type { Operator } from '../persistence/access.entities.js';
import { Problem } from '../problems/problem.js';
import { SessionsService } from '../tokens/sessions.service.js';
import type { Tx } from '../transactions/tx.js';
import { ProofsService } from './proofs.service.js';
import { wrongPassword } from './refusals.js';
import type { SignedIn } from './signed-in.js';

@Injectable()
export class PasswordChangesService {
  constructor(
    @Inject(OperatorsService) private readonly operators: OperatorsService,
    @Inject(PasswordsService) private readonly passwords: PasswordsService,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(ProofsService) private readonly proofs: ProofsService,
  ) {}

  async change({ id, sessionId }: SignedIn, current: string, chosen: string, now: Date): Promise<void> {
    const { email } = await this.operators.get(id);
    const fault = faultOfPassword(chosen, email);
    if (fault !== null) {
      throw new Problem('invalid-value', `new ${fault}`, { errors: [{ pointer: '#/new', detail: fault }] });
    }
    const hash = await this.passwords.hash(chosen);
    const open = async (tx: Tx, operator: Operator) => {
      await this.operators.setPassword(tx, operator.id, hash);
      await this.sessions.endAll(tx, operatorName(operator.id), 'password', now, sessionId);
    };
    const demand = {
      presented: { password: current },
      needsCode: () => false,
      event: 'operator.password_changed',
      open,
    };
    const verdict = await this.proofs.prove({ id }, demand, now);
    if (!verdict.isProven) throw wrongPassword('current');
  }
}
