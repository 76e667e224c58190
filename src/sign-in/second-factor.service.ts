/** An operator's authenticator: set up, turned on by its first code, turned off again. */
import { Inject, Injectable } from '@nestjs/common';
import { FactorsService } from '../operators/factors.service.js';
import { OperatorsService } from '../operators/operators.service.js';
import { newRecoveryCodes } from '../operators/recovery-codes.service.js';
import { TotpService } from '../operators/totp.service.js';
import type { Operator } from '../persistence/access.entities.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { type Demand, ProofsService } from './proofs.service.js';
import { notPossible, wrongCode } from './refusals.js';

export interface TotpSetUp {
  secret: string;
  uri: string;
  /** A picture for the authenticator's camera, as a data URI. */
  qr: string;
}

@Injectable()
export class SecondFactorService {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(OperatorsService) private readonly operators: OperatorsService,
    @Inject(TotpService) private readonly totp: TotpService,
    @Inject(FactorsService) private readonly factors: FactorsService,
    @Inject(ProofsService) private readonly proofs: ProofsService,
  ) {}

  /** Nothing is asked for at sign-in until a code has shown that the authenticator has the secret. */
  async setUp(id: string): Promise<TotpSetUp> {
    const { secret, uri, sealed } = await this.totp.make(await this.operators.get(id));
    await this.transactions.run(async (tx) => {
      if ((await this.operators.lock(tx, id))?.totp_since) throw alreadyOn();
      await this.totp.prepare(tx, id, sealed);
    });
    const { toDataURL } = (await import('qrcode')).default;
    return { secret, uri, qr: await toDataURL(uri) };
  }

  /** The recovery codes, shown this once. */
  async turnOn(id: string, code: string, now: Date): Promise<string[]> {
    const operator = await this.operators.get(id);
    if (operator.totp_since !== null) throw alreadyOn();
    if (operator.sealed_totp === null)
      throw notPossible('There is nothing to verify yet: POST /api/v1/auth/totp/setup');
    const codes = newRecoveryCodes();
    await this.prove(id, { code }, 'operator.totp_on', now, (tx) => this.factors.turnOnCodes(tx, id, codes, now));
    return codes;
  }

  async turnOff(id: string, password: string, code: string, now: Date): Promise<void> {
    if ((await this.operators.get(id)).totp_since === null) throw notPossible('Codes are not on');
    await this.prove(id, { password, code }, 'operator.totp_off', now, (tx) => this.factors.removeCodes(tx, id));
  }

  private async prove(
    id: string,
    presented: { password?: string; code: string },
    event: string,
    now: Date,
    open: (tx: Tx, operator: Operator) => Promise<void>,
  ): Promise<void> {
    const demand: Demand<void> = { presented, needsCode: () => true, event, open };
    if (!(await this.proofs.prove({ id }, demand, now)).isProven) throw wrongCode(presented.password !== undefined);
  }
}

const alreadyOn = () => notPossible('Codes are on already; turn them off before you set up another authenticator');
