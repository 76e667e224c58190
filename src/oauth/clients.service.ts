/** Who asks for a token in its own name: the holder of an API key, or a service account. */
import { Inject, Injectable } from '@nestjs/common';
import type { Holder } from '../accounts/holder.js';
import { keyIdOf } from '../api-keys/api-key.js';
import { keyHolder } from '../api-keys/key-holder.js';
import { KeyProofsService } from '../api-keys/key-proofs.service.js';
import { ENV, type Env } from '../config/env.js';
import { AssertionsService } from '../service-accounts/assertions.service.js';
import { HoldersService } from '../tokens/holders.service.js';
import { TokenIssuer } from '../tokens/token-issuer.js';
import { OAuthError } from './oauth-error.js';
import type { Client } from './token-request.js';

const SOON_MS = 1_000; // no token is made for less

@Injectable()
export class ClientsService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(KeyProofsService) private readonly keys: KeyProofsService,
    @Inject(AssertionsService) private readonly assertions: AssertionsService,
    @Inject(HoldersService) private readonly holders: HoldersService,
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
  ) {}

  /** `client_id` is the key's public part, `client_secret` the whole key. A token does not outlive it. */
  async getKey(client: Client | null, address: string, now: Date): Promise<{ holder: Holder; expiresAt?: Date }> {
    const proof = await this.keys.prove(client?.secret ?? '', address, now);
    if (!client || 'fault' in proof || keyIdOf(proof.key.id, this.env.environment) !== client.id) throw unknownClient();
    const { expires_at } = proof.key;
    if (expires_at === null) return { holder: keyHolder(proof.key) };
    const expiresAt = new Date(expires_at);
    if (expiresAt.getTime() < now.getTime() + SOON_MS) throw unknownClient();
    return { holder: keyHolder(proof.key), expiresAt };
  }

  async getServiceAccount(assertion: string, now: Date): Promise<Holder> {
    const judged = await this.assertions.judge(assertion, this.issuer.name, now);
    if ('fault' in judged) throw new OAuthError('invalid_grant', `The assertion is refused: ${judged.fault}`);
    const holder = await this.holders.find({ name: `service-account ${judged.serviceAccountId}` }, now);
    if (!holder) throw new OAuthError('invalid_grant', 'The service account was revoked');
    return holder;
  }
}

const unknownClient = () =>
  new OAuthError('invalid_client', 'client_id and client_secret are not those of a key in force');
