import { Global, Module } from '@nestjs/common';
import { TokensModule } from '../tokens/tokens.module.js';
import { BearersService } from './bearers.service.js';
import { CredentialsService } from './credentials.service.js';
import { ManageTokensService } from './manage-tokens.service.js';

@Global()
@Module({
  imports: [TokensModule],
  providers: [BearersService, ManageTokensService, CredentialsService],
  exports: [CredentialsService],
})
export class AuthModule {}
