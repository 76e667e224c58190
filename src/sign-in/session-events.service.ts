/** Records what became of an operator's login, in that operator's account. */
import { Inject, Injectable } from '@nestjs/common';
import { AccessEventsService } from '../accounts/access-events.service.js';
import { OperatorsService } from '../operators/operators.service.js';
import type { Tx } from '../transactions/tx.js';

@Injectable()
export class SessionEventsService {
  constructor(
    @Inject(OperatorsService) private readonly operators: OperatorsService,
    @Inject(AccessEventsService) private readonly events: AccessEventsService,
  ) {}

  /** `subject`: `operator <id>`, as sessions name it. */
  async record(tx: Tx, subject: string, type: string, actor: string, now: Date): Promise<void> {
    const operator = await this.operators.lock(tx, subject.split(' ')[1] ?? '');
    if (operator) await this.events.record(tx, { accountId: operator.account_id, type, actor, subject }, now);
  }
}
