import { Module } from '@nestjs/common';
import { CarriersModule } from '../carriers/carriers.module.js';
import { CodesService } from './codes.service.js';
import { DeliveryReportsService } from './delivery-reports.service.js';
import { MessagesService } from './messages.service.js';
import { OptOutsService } from './opt-outs.service.js';
import { SmsSenderService } from './sms-sender.service.js';
import { TextLimitsService } from './text-limits.service.js';

@Module({
  imports: [CarriersModule],
  providers: [
    CodesService,
    DeliveryReportsService,
    MessagesService,
    OptOutsService,
    SmsSenderService,
    TextLimitsService,
  ],
  exports: [CodesService, DeliveryReportsService, MessagesService, OptOutsService, TextLimitsService],
})
export class MessagingModule {}
