/** Reads the credential a request carries. One that is there but wrong is refused; where none is needed, it counts as none. */
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ENV, type Env } from '../config/env.js';
import { secretMatcher, sha256Hex } from '../crypto/secrets.js';
import { Reads } from '../transactions/reads.js';
import { BearersService } from './bearers.service.js';
import { CALLERS, type Caller, manageTokenCaller } from './caller.js';
import { refused } from './refused.js';

@Injectable()
export class CredentialsService {
  private readonly isApiKey: (candidate: string) => boolean;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(BearersService) private readonly bearers: BearersService,
  ) {
    this.isApiKey = env.auth.apiKey === null ? () => false : secretMatcher(env.auth.apiKey);
  }

  /** Null when the request carries no credential of a scheme in force. */
  async findCaller(request: FastifyRequest): Promise<Caller | null> {
    const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(/ +/, 2);
    if (/^bearer$/i.test(scheme)) return this.callerOfBearer(value);
    if (!this.env.auth.schemes.includes('api-key')) return null;
    const key = this.apiKeyOf(request, scheme, value);
    if (key === undefined) return null;
    if (this.isApiKey(key)) return CALLERS.staticApiKey;
    throw refused('Api-Key');
  }

  private apiKeyOf(request: FastifyRequest, scheme: string, value: string): string | undefined {
    const header = request.headers['x-api-key'];
    if (header !== undefined) return String(header);
    if (/^api-key$/i.test(scheme)) return value;
    const query = request.query as Record<string, unknown>;
    const inQuery = query.api_key;
    if (!this.env.auth.apiKeyInQuery || inQuery === undefined) return undefined;
    delete query.api_key; // a route's own parameters are all that is left
    return String(inQuery);
  }

  private async callerOfBearer(token: string): Promise<Caller> {
    const isJwt = this.env.auth.schemes.includes('jwt') && !token.startsWith('mt_');
    return isJwt ? this.bearers.get(token, new Date()) : this.callerOfManageToken(token);
  }

  private async callerOfManageToken(token: string): Promise<Caller> {
    const [contract] = await this.reads.sql<{ id: string; account_id: string }>`
      SELECT id, account_id FROM contracts WHERE manage_token_hash = ${sha256Hex(token)}`;
    if (!contract) throw refused('Bearer');
    return manageTokenCaller(contract.account_id, contract.id);
  }
}
