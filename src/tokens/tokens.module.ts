import { Module } from '@nestjs/common';
import { AccessTokensService } from './access-tokens.service.js';
import { HoldersService } from './holders.service.js';
import { RefreshTokensService } from './refresh-tokens.service.js';
import { SessionTokensService } from './session-tokens.service.js';
import { SessionsService } from './sessions.service.js';
import { TokenIssuer } from './token-issuer.js';

const SERVICES = [
  AccessTokensService,
  HoldersService,
  RefreshTokensService,
  SessionTokensService,
  SessionsService,
  TokenIssuer,
];

@Module({ providers: SERVICES, exports: SERVICES })
export class TokensModule {}
