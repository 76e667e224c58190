import { Module } from '@nestjs/common';
import { CarriersModule } from '../carriers/carriers.module.js';
import { FeedModule } from '../feed/feed.module.js';
import { CodesService } from './codes.service.js';
import { DeadLettersService } from './dead-letters.service.js';
import { DeliveryReportsService } from './delivery-reports.service.js';
import { MessagesService } from './messages.service.js';
import { OptOutsService } from './opt-outs.service.js';
import { OutcomesService } from './outcomes.service.js';
import { PausedPrefixesService } from './paused-prefixes.service.js';
import { QueuedTextsService } from './queued-texts.service.js';
import { SmsSenderService } from './sms-sender.service.js';
import { SmsSettlementsService } from './sms-settlements.service.js';
import { TextBudgetsService } from './text-budgets.service.js';
import { TextLimitsService } from './text-limits.service.js';
import { TextTrafficService } from './text-traffic.service.js';
import { UnreportedWorker } from './unreported.worker.js';
import { UsageService } from './usage.service.js';

@Module({
  imports: [CarriersModule, FeedModule],
  providers: [
    CodesService,
    DeadLettersService,
    DeliveryReportsService,
    MessagesService,
    OptOutsService,
    OutcomesService,
    PausedPrefixesService,
    QueuedTextsService,
    SmsSenderService,
    SmsSettlementsService,
    TextBudgetsService,
    TextLimitsService,
    TextTrafficService,
    UnreportedWorker,
    UsageService,
  ],
  exports: [
    CodesService,
    DeadLettersService,
    DeliveryReportsService,
    MessagesService,
    OptOutsService,
    OutcomesService,
    TextLimitsService,
    UsageService,
  ],
})
export class MessagingModule {}
