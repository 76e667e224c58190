/** OAuth 2.0's token endpoint (RFC 6749, RFC 7523). */
import { Controller, Header, HttpCode, Inject, Post, Req, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorators.js';
import { GrantsService } from '../oauth/grants.service.js';
import { OAuthError } from '../oauth/oauth-error.js';
import { readClient, readTokenForm } from '../oauth/token-request.js';
import { Limited } from '../throttling/throttling.decorators.js';
import { OAuthFilter } from './oauth.filter.js';
import { SignInGuard } from './sign-in.guard.js';

@Public()
@Limited('login')
@UseGuards(SignInGuard)
@UseFilters(OAuthFilter)
@Controller('api/v1/oauth')
export class OAuthController {
  constructor(@Inject(GrantsService) private readonly grants: GrantsService) {}

  @Post('token')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Header('Pragma', 'no-cache')
  async token(@Req() { body, headers, ip }: FastifyRequest) {
    if (!Buffer.isBuffer(body)) throw new OAuthError('invalid_request', 'The form is missing');
    const form = readTokenForm(body);
    return this.grants.grant({ form, client: readClient(headers.authorization, form), address: ip }, new Date());
  }
}
