import { Module } from '@nestjs/common';
import { EventsService } from './events.service.js';
import { ReceiptsService } from './receipts.service.js';
import { SigningKeysService } from './signing-keys.service.js';

@Module({
  providers: [SigningKeysService, EventsService, ReceiptsService],
  exports: [SigningKeysService, EventsService, ReceiptsService],
})
export class EvidenceModule {}
