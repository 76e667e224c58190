/** Reads the credential a request carries. One that is there but wrong is refused; where none is needed, it counts as none. */
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { keyHolder } from '../api-keys/key-holder.js';
import { KeyProofsService, type Proof } from '../api-keys/key-proofs.service.js';
import { valuesOf } from '../api-keys/signed-request.js';
import { SignedRequestsService } from '../api-keys/signed-requests.service.js';
import type { MaybeSigned } from '../app.setup.js';
import { ENV, type Env } from '../config/env.js';
import { secretMatcher, sha256Hex } from '../crypto/secrets.js';
import { Reads } from '../transactions/reads.js';
import { BearersService } from './bearers.service.js';
import { CALLERS, type Caller, credentialCaller, manageTokenCaller } from './caller.js';
import { refused, type Scheme } from './refused.js';

interface Presented {
  scheme: Scheme;
  value: string;
}

@Injectable()
export class CredentialsService {
  private readonly isApiKey: (candidate: string) => boolean;
  private readonly takesKeys: boolean;
  private readonly takesSignatures: boolean;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(BearersService) private readonly bearers: BearersService,
    @Inject(KeyProofsService) private readonly keys: KeyProofsService,
    @Inject(SignedRequestsService) private readonly signedRequests: SignedRequestsService,
  ) {
    const { schemes, apiKey } = env.auth;
    this.isApiKey = apiKey === null ? () => false : secretMatcher(apiKey);
    this.takesKeys = schemes.includes('api-key');
    this.takesSignatures = schemes.includes('signature');
  }

  /** Null when the request carries no credential of a scheme in force. */
  async findCaller(request: FastifyRequest): Promise<Caller | null> {
    const [presented, another] = this.listPresented(request);
    if (!presented) return null;
    if (another) throw refused(presented.scheme, 'Send one credential, once: this request carries more than one');
    if (presented.scheme === 'Bearer') return this.callerOfBearer(presented.value, request);
    return this.callerOfKey(presented, request);
  }

  /** Repeated ones too: of two Authorization headers Node would show the first alone. */
  private listPresented(request: FastifyRequest): Presented[] {
    const { rawHeaders } = request.raw;
    const found: Presented[] = [];
    const texts = request.headers.authorization === undefined ? [] : valuesOf(rawHeaders, 'authorization');
    for (const text of texts) {
      const [, scheme = '', value = ''] = /^(\S*) *(.*)$/.exec(text) ?? []; // what stands behind the value spoils it
      if (/^bearer$/i.test(scheme)) found.push({ scheme: 'Bearer', value });
      if (/^api-key$/i.test(scheme) && this.takesKeys) found.push({ scheme: 'Api-Key', value });
    }
    if (!this.takesKeys && !this.takesSignatures) return found;
    const isSigned = this.takesSignatures && (!this.takesKeys || request.headers['x-api-signature'] !== undefined);
    const scheme = isSigned ? 'Signature' : 'Api-Key';
    if (request.headers['x-api-key'] !== undefined) {
      for (const value of valuesOf(rawHeaders, 'x-api-key')) found.push({ scheme, value });
    }
    const inQuery = this.takesKeys ? this.keyInQuery(request) : undefined;
    if (inQuery !== undefined) found.push({ scheme: 'Api-Key', value: inQuery });
    return found;
  }

  private keyInQuery({ query }: FastifyRequest): string | undefined {
    const parameters = query as Record<string, unknown>;
    if (!this.env.auth.apiKeyInQuery || parameters.api_key === undefined) return undefined;
    const value = String(parameters.api_key);
    delete parameters.api_key; // a route's own parameters are all that is left
    return value;
  }

  private async callerOfBearer(token: string, { ip }: FastifyRequest): Promise<Caller> {
    const isJwt = this.env.auth.schemes.includes('jwt') && !token.startsWith('mt_');
    return isJwt ? this.bearers.get(token, ip, new Date()) : this.callerOfManageToken(token);
  }

  private async callerOfManageToken(token: string): Promise<Caller> {
    const [contract] = await this.reads.sql<{ id: string; account_id: string }>`
      SELECT id, account_id FROM contracts WHERE manage_token_hash = ${sha256Hex(token)}`;
    if (!contract) throw refused('Bearer');
    return manageTokenCaller(contract.account_id, contract.id);
  }

  private async callerOfKey({ scheme, value }: Presented, request: FastifyRequest): Promise<Caller> {
    const now = new Date();
    if (scheme === 'Api-Key' && this.isApiKey(value)) return CALLERS.staticApiKey;
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
