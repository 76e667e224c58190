import { Global, Module } from '@nestjs/common';
import { CredentialsService } from './credentials.service.js';

@Global()
@Module({
  providers: [CredentialsService],
  exports: [CredentialsService],
})
export class AuthModule {}
