import { Global, Module } from '@nestjs/common';
import { KeyUseService } from './key-use.service.js';
import { SigningKeysService } from './signing-keys.service.js';

@Global()
@Module({
  providers: [SigningKeysService, KeyUseService],
  exports: [SigningKeysService],
})
export class SigningModule {}
