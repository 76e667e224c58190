/** Reads the credential a request carries. One that is there but wrong is refused; where none is needed, it counts as none. */
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { readScopes } from '../accounts/scopes.js';
import { KeyProofsService, type Proof } from '../api-keys/key-proofs.service.js';
import { SignedRequestsService } from '../api-keys/signed-requests.service.js';
import type { MaybeSigned } from '../app.setup.js';
import { ENV, type Env } from '../config/env.js';
import { secretMatcher } from '../crypto/secrets.js';
import { BearersService } from './bearers.service.js';
import { CALLERS, type Caller, credentialCaller } from './caller.js';
import { listPresented, type Presented } from './presented.js';
import { refused, type Scheme } from './refused.js';

@Injectable()
export class CredentialsService {
  private readonly isStaticKey: (candidate: string) => boolean;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(BearersService) private readonly bearers: BearersService,
    @Inject(KeyProofsService) private readonly keys: KeyProofsService,
    @Inject(SignedRequestsService) private readonly signedRequests: SignedRequestsService,
  ) {
    const { apiKey } = env.auth;
    this.isStaticKey = apiKey === null ? () => false : secretMatcher(apiKey);
  }

  /** Null when the request carries no credential of a scheme in force. */
  async findCaller(request: FastifyRequest): Promise<Caller | null> {
    const [presented, another] = listPresented(request, this.env.auth);
    if (!presented) return null;
    if (another) throw refused(presented.scheme, 'Send one credential, once: this request carries more than one');
    if (presented.scheme === 'Bearer') return this.bearers.get(presented.value, new Date());
    return this.callerOfKey(presented, request);
  }

  private async callerOfKey({ scheme, value }: Presented, request: FastifyRequest): Promise<Caller> {
    const now = new Date();
    if (scheme === 'Api-Key' && this.isStaticKey(value)) return CALLERS.staticApiKey;
    const proof =
      scheme === 'Api-Key'
        ? await this.keys.prove(value, request.ip, now)
        : await this.signedRequests.prove(value, signedParts(request), now);
    return callerOf(proof, scheme);
  }
}

function callerOf(proof: Proof, scheme: Scheme): Caller {
  if ('fault' in proof) throw refused(scheme, proof.fault);
  const { id, account_id, is_admin, scopes } = proof.key;
  return credentialCaller({
    kind: 'api-key',
    id: `api-key ${id}`,
    accountId: account_id,
    isAdmin: is_admin === 1,
    scopes: readScopes(scopes),
  });
}

const signedParts = (request: MaybeSigned) => ({
  method: request.method,
  host: request.host,
  url: request.url,
  rawHeaders: request.raw.rawHeaders,
  body: request.rawBody ?? Buffer.alloc(0),
  address: request.ip,
});
