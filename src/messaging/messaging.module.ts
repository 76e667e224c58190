import { Module } from '@nestjs/common';
import { BudgetsModule } from '../budgets/budgets.module.js';
import { CarriersModule } from '../carriers/carriers.module.js';
import { FeedModule } from '../feed/feed.module.js';
import { CodesService } from './codes.service.js';
import { DeadLettersService } from './dead-letters.service.js';
import { DeliveryReportsService } from './delivery-reports.service.js';
import { MessagesService } from './messages.service.js';
import { OptOutsService } from './opt-outs.service.js';
import { OutcomesService } from './outcomes.service.js';
import { QueuedTextsService } from './queued-texts.service.js';
import { SmsSenderService } from './sms-sender.service.js';
import { SmsSettlementsService } from './sms-settlements.service.js';
import { UnreportedWorker } from './unreported.worker.js';

@Module({
  imports: [BudgetsModule, CarriersModule, FeedModule],
  providers: [
    ...[CodesService, DeadLettersService, DeliveryReportsService, MessagesService, OptOutsService, OutcomesService],
    ...[QueuedTextsService, SmsSenderService, SmsSettlementsService, UnreportedWorker],
  ],
  exports: [
    ...[CodesService, DeadLettersService, DeliveryReportsService, MessagesService, OptOutsService, OutcomesService],
  ],
})
export class MessagingModule {}
