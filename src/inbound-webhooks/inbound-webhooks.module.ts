import { Module } from '@nestjs/common';
import { ConfirmationsModule } from '../confirmations/confirmations.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { AfricasTalkingController } from './africas-talking.controller.js';
import { CallbacksService } from './callbacks.service.js';

@Module({
  imports: [ConfirmationsModule, MessagingModule],
  controllers: [AfricasTalkingController],
  providers: [CallbacksService],
})
export class InboundWebhooksModule {}
