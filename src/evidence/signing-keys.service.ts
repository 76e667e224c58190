/** The key that signs, and every public key that ever did. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { SECRETS, type Secrets } from '../config/secrets.js';
import { parseSigningKey, type SigningKey } from '../crypto/ed25519.js';
import type { PublicJwk } from '../crypto/jwk.js';
import { signJws, verifyJws } from '../crypto/jws.js';
import { SigningKeyRecord } from '../persistence/evidence.entities.js';
import { Reads } from '../transactions/reads.js';
import { Transactions } from '../transactions/tx.js';

@Injectable()
export class SigningKeysService implements OnModuleInit {
  readonly current: SigningKey;
  /** What signed statements call the signer. */
  readonly issuer: string;

  constructor(
    @Inject(ENV) env: Env,
    @Inject(SECRETS) secrets: Secrets,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Reads) private readonly reads: Reads,
  ) {
    this.current = parseSigningKey(secrets.signaturePrivateKey);
    this.issuer = env.issuer ?? this.current.kid;
    assertRoundTrip(this.current);
  }

  async onModuleInit(): Promise<void> {
    const { kid, jwk } = this.current;
    const record = { kid, public_jwk: JSON.stringify(jwk), first_used_at: new Date().toISOString() };
    await this.transactions.run((tx) => tx.insertNew(SigningKeyRecord, record));
  }

  /** RFC 7517 key set: the current key first, then the former ones. */
  async jwks(): Promise<{ keys: PublicJwk[] }> {
    const records = await this.reads.manager.find(SigningKeyRecord, { order: { first_used_at: 'DESC' } });
    const former = records.filter((record) => record.kid !== this.current.kid);
    return { keys: [this.current.jwk, ...former.map((record) => JSON.parse(record.public_jwk) as PublicJwk)] };
  }
}

// A key pair that cannot verify its own signature must never sign a receipt.
function assertRoundTrip(key: SigningKey): void {
  try {
    verifyJws(signJws({ $type: 'ndiyo.boot-probe.v1' }, key), () => key.jwk);
  } catch (cause) {
    throw new Error('The signing key does not verify its own signature', { cause });
  }
}
