/** Who issues this service's tokens, and whom assertions must be meant for. */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { SECRETS, type Secrets } from '../config/secrets.js';
import { parseSigningKey } from '../crypto/ed25519.js';

@Injectable()
export class TokenIssuer {
  /** As in every signed statement: ISSUER, or the signing key's thumbprint, which no other deployment has. */
  readonly name: string;

  constructor(@Inject(ENV) env: Env, @Inject(SECRETS) secrets: Secrets) {
    this.name = env.issuer ?? parseSigningKey(secrets.signaturePrivateKey).kid;
  }
}
