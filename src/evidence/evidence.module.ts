import { Module } from '@nestjs/common';
import { LogModule } from '../log/log.module.js';
import { EventsService } from './events.service.js';
import { ReceiptsService } from './receipts.service.js';

@Module({
  imports: [LogModule],
  providers: [EventsService, ReceiptsService],
  exports: [EventsService, ReceiptsService],
})
export class EvidenceModule {}
