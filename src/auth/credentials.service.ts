/** Reads the credential a request carries. One that is there but wrong is refused; where none is needed, it counts as none. */
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { keyHolder } from '../api-keys/key-holder.js';
import { KeyProofsService, type Proof } from '../api-keys/key-proofs.service.js';
import { SignedRequestsService } from '../api-keys/signed-requests.service.js';
import type { MaybeSigned } from '../app.setup.js';
import { ENV, type Env } from '../config/env.js';
import { secretMatcher } from '../crypto/secrets.js';
import { BearersService } from './bearers.service.js';
import { CALLERS, type Caller, credentialCaller } from './caller.js';
import { ManageTokensService } from './manage-tokens.service.js';
import { listPresented, type Presented } from './presented.js';
import { refused, type Scheme } from './refused.js';

@Injectable()
export class CredentialsService {
  private readonly isStaticKey: (candidate: string) => boolean;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ManageTokensService) private readonly manageTokens: ManageTokensService,
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
    if (presented.scheme === 'Bearer') return this.callerOfToken(presented.value, request);
    return this.callerOfKey(presented, request);
  }

  /**
   * Whether whoever came with this request would be let in still, for what lasts longer than a request. Asking uses
   * nothing up: a signed request counts once, its key may be asked about again.
   */
  async isStillGood(request: FastifyRequest, caller: Caller, now: Date): Promise<boolean> {
    if (caller.kind === 'anonymous' || caller.id === CALLERS.staticApiKey.id) return true;
    const [presented] = listPresented(request, this.env.auth);
    if (presented?.scheme !== 'Bearer') {
      const key = await this.keys.find(caller.id?.split(' ')[1]);
      return key !== undefined && this.keys.mayBeUsed(key, request.ip, now);
    }
    const known = await this.bearers.get(presented.value, request.ip, now);
    const hasAll = [...caller.scopes].every((scope) => known.scopes.has(scope));
    return hasAll && known.accountId === caller.accountId && known.isAdmin === caller.isAdmin;
  }

  private callerOfToken(token: string, { ip }: FastifyRequest): Promise<Caller> {
    const isManageToken = token.startsWith('mt_') || !this.env.auth.schemes.includes('jwt');
    return isManageToken ? this.manageTokens.get(token) : this.bearers.get(token, ip, new Date());
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
  return credentialCaller(keyHolder(proof.key));
}

const signedParts = (request: MaybeSigned) => ({
  method: request.method,
  host: request.host,
  url: request.url,
  rawHeaders: request.raw.rawHeaders,
  body: request.rawBody ?? Buffer.alloc(0),
  address: request.ip,
});
