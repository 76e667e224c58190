import { Global, Module } from '@nestjs/common';
import { OutsideSubjectsModule } from '../outside-subjects/outside-subjects.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { BearersService } from './bearers.service.js';
import { BrowserLoginsService } from './browser-logins.service.js';
import { CredentialsService } from './credentials.service.js';
import { ManageTokensService } from './manage-tokens.service.js';

@Global()
@Module({
  imports: [TokensModule, OutsideSubjectsModule],
  providers: [BearersService, BrowserLoginsService, ManageTokensService, CredentialsService],
  exports: [BrowserLoginsService, CredentialsService],
})
export class AuthModule {}
