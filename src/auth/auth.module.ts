import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { CredentialsService } from './credentials.service.js';

@Global()
@Module({
  providers: [CredentialsService, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [CredentialsService],
})
export class AuthModule {}
