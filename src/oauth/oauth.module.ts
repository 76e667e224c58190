import { Module } from '@nestjs/common';
import { ServiceAccountsModule } from '../service-accounts/service-accounts.module.js';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { ClientsService } from './clients.service.js';
import { GrantsService } from './grants.service.js';

@Module({
  imports: [SignInModule, ServiceAccountsModule],
  providers: [ClientsService, GrantsService],
  exports: [GrantsService],
})
export class OAuthModule {}
