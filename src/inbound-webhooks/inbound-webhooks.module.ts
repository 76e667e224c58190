import { Module } from '@nestjs/common';

import { MessagingModule } from '../messaging/messaging.module.js';
import { RepliesModule } from '../replies/replies.module.js';
import { AfricasTalkingController } from './africas-talking.controller.js';
import { AndroidController } from './android.controller.js';
import { AndroidCallbacksService } from './android-callbacks.service.js';
import { CallbacksService } from './callbacks.service.js';
import { ProofRefusalsService } from './proof-refusals.service.js';

@Module({
  imports: [RepliesModule, MessagingModule],
  controllers: [AfricasTalkingController, AndroidController],
  providers: [CallbacksService, AndroidCallbacksService, ProofRefusalsService],
})
export class InboundWebhooksModule {}
