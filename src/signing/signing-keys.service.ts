/** The key that signs, and every public key that ever did. */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { SECRETS, type Secrets } from '../config/secrets.js';
import { parseSigningKey, type SigningKey } from '../crypto/ed25519.js';
import type { PublicJwk } from '../crypto/jwk.js';
import { signJws, verifyJws } from '../crypto/jws.js';
import { KeyRevocation, SigningKeyRecord } from '../persistence/evidence.entities.js';
import { Reads } from '../transactions/reads.js';
import { Transactions } from '../transactions/tx.js';

@Injectable()
export class SigningKeysService {
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

  /** From then on the key set shows the current key for good; the first time counts. */
  async recordUse(now: Date): Promise<void> {
    const { kid, jwk } = this.current;
    const record = { kid, public_jwk: JSON.stringify(jwk), first_used_at: now.toISOString() };
    await this.transactions.run((tx) => tx.insertNew(SigningKeyRecord, record));
  }

  /** Every key that was ever used, the latest first, with its revocation. */
  async list(): Promise<{ record: SigningKeyRecord; revocation: KeyRevocation | undefined }[]> {
    const records = await this.reads.manager.find(SigningKeyRecord, { order: { first_used_at: 'DESC' } });
    const revocations = await this.reads.manager.find(KeyRevocation);
    return records.map((record) => ({ record, revocation: revocations.find(({ kid }) => kid === record.kid) }));
  }

  /** 32 bytes each, of every key that ever signed here. */
  async publicKeys(): Promise<Buffer[]> {
    return (await this.jwks()).keys.map(({ x }) => Buffer.from(x, 'base64url'));
  }

  /** RFC 7517 key set: the current key first, then the former ones, with what is to be known of the revoked. */
  async jwks(): Promise<{ keys: ListedJwk[] }> {
    const former = (await this.list()).filter(({ record }) => record.kid !== this.current.kid);
    const listed = former.map(({ record, revocation }) => ({
      ...(JSON.parse(record.public_jwk) as PublicJwk),
      ...(revocation && { revoked: asRevoked(revocation) }),
    }));
    return { keys: [this.current.jwk, ...listed] };
  }
}

/** `revoked` as in OpenID Federation 1.0, and the log as it then stood. */
export type ListedJwk = PublicJwk & { revoked?: ReturnType<typeof asRevoked> };

const asRevoked = ({ revoked_at, reason, tree_size, root }: KeyRevocation) => ({
  revoked_at: Math.floor(Date.parse(revoked_at) / 1_000),
  reason,
  log_size: tree_size,
  log_root: Buffer.from(root, 'hex').toString('base64'),
});

// A key pair that cannot verify its own signature must never sign a receipt.
function assertRoundTrip(key: SigningKey): void {
  try {
    verifyJws(signJws({ $type: 'ndiyo.boot-probe.v1' }, key), () => key.jwk);
  } catch (cause) {
    throw new Error('The signing key does not verify its own signature', { cause });
  }
}
