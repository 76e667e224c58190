/** What the command line changes of an operator. Each change is recorded; whoever may no longer sign in is signed out. */
import { Inject, Injectable } from '@nestjs/common';
import { AccessEventsService } from '../accounts/access-events.service.js';
import { FactorsService } from '../operators/factors.service.js';
import { OperatorsService, operatorName } from '../operators/operators.service.js';
import type { Operator } from '../persistence/access.entities.js';
import { SessionsService } from '../tokens/sessions.service.js';
import { Transactions, type Tx } from '../transactions/tx.js';

@Injectable()
export class OperatorChangesService {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(OperatorsService) private readonly operators: OperatorsService,
    @Inject(FactorsService) private readonly factors: FactorsService,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(AccessEventsService) private readonly events: AccessEventsService,
  ) {}

  disable(operator: Operator, now: Date): Promise<void> {
    return this.change(operator, 'operator.disabled', now, async (tx) => {
      await this.operators.setDisabled(tx, operator.id, now);
      await this.sessions.endAll(tx, operatorName(operator.id), 'command', now);
    });
  }

  enable(operator: Operator, now: Date): Promise<void> {
    return this.change(operator, 'operator.enabled', now, (tx) => this.operators.setDisabled(tx, operator.id, null));
  }

  unlock(operator: Operator, now: Date): Promise<void> {
    return this.change(operator, 'operator.unlocked', now, (tx) => this.operators.unlock(tx, operator.id));
  }

  setPassword(operator: Operator, passwordHash: string, now: Date): Promise<void> {
    return this.change(operator, 'operator.password_changed', now, async (tx) => {
      await this.operators.setPassword(tx, operator.id, passwordHash);
      await this.operators.unlock(tx, operator.id);
      await this.sessions.endAll(tx, operatorName(operator.id), 'command', now);
    });
  }

  resetTotp(operator: Operator, now: Date): Promise<void> {
    return this.change(operator, 'operator.totp_off', now, async (tx) => {
      await this.factors.removeCodes(tx, operator.id);
      await this.sessions.endAll(tx, operatorName(operator.id), 'command', now);
    });
  }

  private change({ id, account_id: accountId }: Operator, type: string, now: Date, work: (tx: Tx) => Promise<void>) {
    return this.transactions.run(async (tx) => {
      await work(tx);
      await this.events.record(tx, { accountId, type, actor: 'command line', subject: operatorName(id) }, now);
    });
  }
}
