/** One-time codes of an authenticator (RFC 6238: SHA-1, six digits, thirty seconds), each good for one sign-in. */
import { Inject, Injectable } from '@nestjs/common';
import { Operator } from '../persistence/access.entities.js';
import { DataKeyService } from '../sealing/data-key.service.js';
import type { Tx } from '../transactions/tx.js';

const PERIOD_S = 30;
const SECRET_BYTES = 20; // as long as SHA-1, RFC 4226 section 4
const FORM = { algorithm: 'SHA1', digits: 6, period: PERIOD_S };
const EITHER_SIDE = 1; // clocks that are a step apart
const NAME = 'Ndiyo';

const library = () => import('otpauth');
const contextOf = (operatorId: string) => `operators ${operatorId} sealed_totp`;

export interface NewTotp {
  secret: string;
  uri: string;
  sealed: string;
}

@Injectable()
export class TotpService {
  constructor(@Inject(DataKeyService) private readonly dataKey: DataKeyService) {}

  async make({ id, email }: Pick<Operator, 'id' | 'email'>): Promise<NewTotp> {
    const { Secret, TOTP } = await library();
    const secret = new Secret({ size: SECRET_BYTES });
    const uri = new TOTP({ ...FORM, secret, issuer: NAME, label: email }).toString();
    return { secret: secret.base32, uri, sealed: await this.dataKey.seal(secret.base32, contextOf(id)) };
  }

  /** The time step whose code this is, null for a wrong one. Whether it was used before is `use`'s to say. */
  async findStep({ id, sealed_totp }: Operator, code: string, now: Date): Promise<number | null> {
    if (sealed_totp === null || !/^\d{6}$/.test(code)) return null;
    return findStep(await this.dataKey.unseal(sealed_totp, contextOf(id)), code, now);
  }

  /** False when this step, or a later one, was used before. */
  async use(tx: Tx, operatorId: string, step: number): Promise<boolean> {
    const used = await tx.sql`UPDATE operators SET totp_last_step = ${step}
      WHERE id = ${operatorId} AND (totp_last_step IS NULL OR totp_last_step < ${step}) RETURNING id`;
    return used.length === 1;
  }

  /** Kept, but not asked for yet. */
  async prepare(tx: Tx, operatorId: string, sealed: string): Promise<void> {
    await tx.update(Operator, { id: operatorId }, { sealed_totp: sealed, totp_since: null, totp_last_step: null });
  }

  async turnOn(tx: Tx, operatorId: string, now: Date): Promise<void> {
    await tx.update(Operator, { id: operatorId }, { totp_since: now.toISOString() });
  }

  async turnOff(tx: Tx, operatorId: string): Promise<void> {
    await tx.update(Operator, { id: operatorId }, { sealed_totp: null, totp_since: null, totp_last_step: null });
  }
}

export async function findStep(base32: string, code: string, now: Date): Promise<number | null> {
  const { Secret, TOTP } = await library();
  const secret = Secret.fromBase32(base32);
  const timestamp = now.getTime();
  const delta = TOTP.validate({ ...FORM, secret, token: code, timestamp, window: EITHER_SIDE });
  return delta === null ? null : TOTP.counter({ period: PERIOD_S, timestamp }) + delta;
}
