/** What an operator proves itself with: a password, and a code of the authenticator or of the recovery list. */
import { Inject, Injectable } from '@nestjs/common';
import type { Operator } from '../persistence/access.entities.js';
import type { Tx } from '../transactions/tx.js';
import { PasswordsService } from './passwords.service.js';
import { RecoveryCodesService } from './recovery-codes.service.js';
import { TotpService } from './totp.service.js';

export interface Presented {
  /** Undefined where only a code is asked for. */
  password?: string | undefined;
  code?: string | undefined;
}

export interface Examined {
  isPasswordRight: boolean;
  /** Null for a code that is no authenticator's; it may be a recovery code. */
  step: number | null;
}

@Injectable()
export class FactorsService {
  constructor(
    @Inject(PasswordsService) private readonly passwords: PasswordsService,
    @Inject(TotpService) private readonly totp: TotpService,
    @Inject(RecoveryCodesService) private readonly recoveryCodes: RecoveryCodesService,
  ) {}

  /** The slow part, before the transaction. For nobody (null) it takes as long. */
  async examine(operator: Operator | null, { password, code }: Presented, now: Date): Promise<Examined> {
    const isPasswordRight =
      password === undefined || (await this.passwords.verify(operator?.password_hash ?? null, password));
    const isCodeOpen = operator !== null && code !== undefined && isPasswordRight;
    return { isPasswordRight, step: isCodeOpen ? await this.totp.findStep(operator, code, now) : null };
  }

  /** Uses the code up; false when it is wrong or was used before. */
  async spendCode(tx: Tx, operator: Operator, code: string, step: number | null, now: Date): Promise<boolean> {
    if (step !== null) return this.totp.use(tx, operator.id, step);
    return operator.totp_since !== null && this.recoveryCodes.spend(tx, operator.id, code, now);
  }

  /** From now on a code is asked for; these recovery codes count, and no earlier ones. */
  async turnOnCodes(tx: Tx, operatorId: string, recoveryCodes: readonly string[], now: Date): Promise<void> {
    await this.totp.turnOn(tx, operatorId, now);
    await this.recoveryCodes.replace(tx, operatorId, recoveryCodes);
  }

  async removeCodes(tx: Tx, operatorId: string): Promise<void> {
    await this.totp.turnOff(tx, operatorId);
    await this.recoveryCodes.replace(tx, operatorId, []);
  }
}
