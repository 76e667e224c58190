import { Global, Module } from '@nestjs/common';
import { WritesService } from './writes.service.js';

@Global()
@Module({
  providers: [WritesService],
  exports: [WritesService],
})
export class WritesModule {}
