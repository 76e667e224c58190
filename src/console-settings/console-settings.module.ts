import { Module } from '@nestjs/common';
import { ConsoleModule } from '../console/console.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { OutboundWebhooksModule } from '../outbound-webhooks/outbound-webhooks.module.js';
import { ConsoleDeadLettersController } from './dead-letters.controller.js';
import { ConsoleWebhookController } from './webhook.controller.js';
import { ConsoleWebhooksController } from './webhooks.controller.js';

@Module({
  imports: [ConsoleModule, MessagingModule, OutboundWebhooksModule],
  controllers: [ConsoleDeadLettersController, ConsoleWebhooksController, ConsoleWebhookController],
})
export class ConsoleSettingsModule {}
