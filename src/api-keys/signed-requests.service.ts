/** Requests that prove a key by a signature instead of sending it: over what they ask for, each counted once. */
import { Inject, Injectable } from '@nestjs/common';
import { SingleUsesService } from '../accounts/single-uses.service.js';
import { ENV, type Env } from '../config/env.js';
import { equalSecrets, hmacSha256 } from '../crypto/secrets.js';
import { Transactions } from '../transactions/tx.js';
import { readKey } from './api-key.js';
import { KeyProofsService, NOT_VALID, type Proof } from './key-proofs.service.js';
import { readSignature, type SignedRequest, signedText, TOLERANCE_SECONDS } from './signed-request.js';
import { SigningSecretsService } from './signing-secrets.service.js';

// A stamp may be 300 s ahead and then counts until 300 s after: 600 s. As long again, so that a clock set back by ten
// minutes does not find the nonces of back then forgotten.
const NONCE_KEPT_MS = 2 * (2 * TOLERANCE_SECONDS * 1_000);

@Injectable()
export class SignedRequestsService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(KeyProofsService) private readonly keys: KeyProofsService,
    @Inject(SigningSecretsService) private readonly secrets: SigningSecretsService,
    @Inject(SingleUsesService) private readonly singleUses: SingleUsesService,
    @Inject(Transactions) private readonly transactions: Transactions,
  ) {}

  async prove(name: string, request: SignedRequest, now: Date): Promise<Proof> {
    const signature = readSignature(request, now);
    if ('fault' in signature) return signature;
    const named = readKey(name, this.env.environment);
    if (named?.hasSecret) return { fault: WITH_SECRET };
    const key = await this.keys.find(named?.id);
    const secret = await this.secrets.of(key?.id ?? '-');
    const expected = hmacSha256(secret, signedText(request, signature)).toString('hex');
    const isSigned = signature.values.filter((value) => equalSecrets(value, expected)).length > 0;
    if (!key || !isSigned || !this.keys.mayBeUsed(key, request.address, now)) return NOT_VALID;
    // Last, so that garbage fills no table.
    const isFirst = await this.transactions.run((tx) =>
      this.singleUses.claim(
        tx,
        'signed-request',
        key.id,
        signature.nonce,
        new Date(now.getTime() + NONCE_KEPT_MS),
        now,
      ),
    );
    if (!isFirst) return { fault: 'X-API-Nonce was used before: each request, a repeated one too, needs its own' };
    this.keys.noteUse(key, now);
    return { key };
  }
}

const WITH_SECRET = 'In a signed request X-API-Key holds the first three parts of the key; the secret stays with you';
