import { Global, Module } from '@nestjs/common';
import { DataKeyService } from './data-key.service.js';

@Global()
@Module({
  providers: [DataKeyService],
  exports: [DataKeyService],
})
export class SealingModule {}
