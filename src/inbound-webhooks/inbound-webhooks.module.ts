import { Module } from '@nestjs/common';
import { CarriersModule } from '../carriers/carriers.module.js';
import { ConfirmationsModule } from '../confirmations/confirmations.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { RepliesModule } from '../replies/replies.module.js';
import { AfricasTalkingController } from './africas-talking.controller.js';
import { AndroidController } from './android.controller.js';
import { AndroidCallbacksService } from './android-callbacks.service.js';
import { ArrivalsService } from './arrivals.service.js';
import { CallbacksService } from './callbacks.service.js';
import { InboxService } from './inbox.service.js';
import { InboxWorker } from './inbox.worker.js';
import { ProofRefusalsService } from './proof-refusals.service.js';
import { TraceRetentionWorker } from './trace-retention.worker.js';

@Module({
  imports: [CarriersModule, ConfirmationsModule, RepliesModule, MessagingModule],
  controllers: [AfricasTalkingController, AndroidController],
  providers: [
    ...[ArrivalsService, CallbacksService, AndroidCallbacksService, ProofRefusalsService],
    ...[InboxService, InboxWorker, TraceRetentionWorker],
  ],
})
export class InboundWebhooksModule {}
