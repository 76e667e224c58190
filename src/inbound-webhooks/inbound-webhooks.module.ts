import { Module } from '@nestjs/common';

import { MessagingModule } from '../messaging/messaging.module.js';
import { RepliesModule } from '../replies/replies.module.js';
import { AfricasTalkingController } from './africas-talking.controller.js';
import { CallbacksService } from './callbacks.service.js';

@Module({
  imports: [RepliesModule, MessagingModule],
  controllers: [AfricasTalkingController],
  providers: [CallbacksService],
})
export class InboundWebhooksModule {}
