import { Global, Module } from '@nestjs/common';
import { TokensModule } from '../tokens/tokens.module.js';
import { BearersService } from './bearers.service.js';
import { CredentialsService } from './credentials.service.js';

@Global()
@Module({
  imports: [TokensModule],
  providers: [BearersService, CredentialsService],
  exports: [CredentialsService],
})
export class AuthModule {}
