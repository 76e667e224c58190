/** Judges passwords and codes within the tries there are, and does what a right one opens in the same transaction. */
import { Inject, Injectable } from '@nestjs/common';
import { AccessEventsService } from '../accounts/access-events.service.js';
import { type Examined, FactorsService, type Presented } from '../operators/factors.service.js';
import { normalizedEmail, OperatorsService, operatorName } from '../operators/operators.service.js';
import { TRIES, TriesService } from '../operators/tries.service.js';
import { Turns } from '../operators/turns.js';
import type { Operator } from '../persistence/access.entities.js';
import { Transactions, type Tx } from '../transactions/tx.js';

// One operator's tries go one by one, or many right ones at once would look like too many wrong ones.
const AT_ONCE = 64;
const WAITING_LIMIT = 256;

export type Who = { email: string } | { id: string };

export interface Demand<T> {
  presented: Presented;
  /** Whether a password alone is too little. */
  needsCode(operator: Operator): boolean;
  /** What is recorded of a right proof. */
  event: string;
  /** What a right proof opens. */
  open(tx: Tx, operator: Operator): Promise<T>;
}

export type Verdict<T> = { isProven: true; value: T } | { isProven: false; why: 'wrong' | 'code-needed' };

const WRONG = { isProven: false, why: 'wrong' } as const;
const CODE_NEEDED = { isProven: false, why: 'code-needed' } as const;

@Injectable()
export class ProofsService {
  private readonly turns = new Turns(AT_ONCE, WAITING_LIMIT);

  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(OperatorsService) private readonly operators: OperatorsService,
    @Inject(FactorsService) private readonly factors: FactorsService,
    @Inject(TriesService) private readonly tries: TriesService,
    @Inject(AccessEventsService) private readonly events: AccessEventsService,
  ) {}

  prove<T>(who: Who, demand: Demand<T>, now: Date): Promise<Verdict<T>> {
    const key = 'id' in who ? who.id : normalizedEmail(who.email);
    return this.turns.run(key, async () => this.judge(await this.find(who), demand, now));
  }

  private find(who: Who): Promise<Operator | undefined> {
    return 'id' in who ? this.operators.find(who.id) : this.operators.findByEmail(who.email);
  }

  /** Nobody, and who has no tries left, is judged with the same work and the same end as a wrong password. */
  private async judge<T>(operator: Operator | undefined, demand: Demand<T>, now: Date): Promise<Verdict<T>> {
    const isOpen = operator !== undefined && operator.disabled_at === null;
    const count = isOpen ? await this.transactions.run((tx) => this.tries.take(tx, operator.id, now)) : null;
    const judged = isOpen && count !== null ? operator : null;
    const examined = await this.factors.examine(judged, demand.presented, now);
    if (!judged) return WRONG;
    return this.transactions.run(async (tx) => {
      const verdict = await this.settle(tx, judged, examined, demand, now);
      if (verdict.isProven) await this.record(tx, judged, demand.event, operatorName(judged.id), now);
      else if (verdict === WRONG && count === TRIES) await this.record(tx, judged, 'operator.locked', 'anonymous', now);
      return verdict;
    });
  }

  private async settle<T>(tx: Tx, judged: Operator, examined: Examined, demand: Demand<T>, now: Date) {
    const { password, code } = demand.presented;
    const operator = await this.operators.lock(tx, judged.id);
    const isSame = operator?.password_hash === judged.password_hash && operator.sealed_totp === judged.sealed_totp;
    if (!operator || !isSame || operator.disabled_at !== null || !examined.isPasswordRight) return WRONG;
    if (demand.needsCode(operator)) {
      if (code === undefined) {
        await this.tries.giveBack(tx, operator.id);
        return CODE_NEEDED;
      }
      if (!(await this.factors.spendCode(tx, operator, code, examined.step, now))) return WRONG;
    }
    // Half a proof clears nothing: whoever has one half, and a stolen token, could try the other for ever.
    const isWhole = password !== undefined && (operator.totp_since === null || code !== undefined);
    if (isWhole) await this.operators.unlock(tx, operator.id);
    else await this.tries.giveBack(tx, operator.id);
    return { isProven: true, value: await demand.open(tx, operator) } as const;
  }

  private async record(tx: Tx, operator: Operator, type: string, actor: string, now: Date): Promise<void> {
    const { account_id: accountId, id } = operator;
    await this.events.record(tx, { accountId, type, actor, subject: operatorName(id) }, now);
  }
}
