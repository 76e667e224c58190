import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { BudgetsModule } from '../budgets/budgets.module.js';
import { CarriersModule } from '../carriers/carriers.module.js';
import { CertificatesModule } from '../certificates/certificates.module.js';
import { ConfirmationsModule } from '../confirmations/confirmations.module.js';
import { ContractsModule } from '../contracts/contracts.module.js';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { FeedModule } from '../feed/feed.module.js';
import { LogModule } from '../log/log.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { OutboundWebhooksModule } from '../outbound-webhooks/outbound-webhooks.module.js';
import { RepliesModule } from '../replies/replies.module.js';
import { AnswersController } from './answers.controller.js';
import { CertificatesController } from './certificates.controller.js';
import { ContractReadsService } from './contract-reads.service.js';
import { ContractsController } from './contracts.controller.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { EventStreamsService } from './event-streams.service.js';
import { EventsController } from './events.controller.js';
import { KeysController } from './keys.controller.js';
import { LogController } from './log.controller.js';
import { MovesController } from './moves.controller.js';
import { ReceiptsController } from './receipts.controller.js';
import { RecordsController } from './records.controller.js';
import { ReviewsController } from './reviews.controller.js';
import { SimulatorController } from './simulator.controller.js';
import { UsageController } from './usage.controller.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhookEndpointsController } from './webhook-endpoints.controller.js';

@Module({
  imports: [
    AccountsModule,
    ContractsModule,
    EvidenceModule,
    FeedModule,
    LogModule,
    CarriersModule,
    MessagingModule,
    BudgetsModule,
    OutboundWebhooksModule,
    ConfirmationsModule,
    CertificatesModule,
    RepliesModule,
  ],
  controllers: [
    ContractsController,
    RecordsController,
    EventsController,
    CertificatesController,
    MovesController,
    DeadLettersController,
    AnswersController,
    SimulatorController,
    KeysController,
    LogController,
    ReceiptsController,
    ReviewsController,
    UsageController,
    WebhookEndpointsController,
    WebhookDeliveriesController,
  ],
  providers: [ContractReadsService, EventStreamsService],
  exports: [ContractReadsService, EventStreamsService],
})
export class RestModule {}
