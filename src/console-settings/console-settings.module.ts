import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { BudgetsModule } from '../budgets/budgets.module.js';
import { ConsoleModule } from '../console/console.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { OutboundWebhooksModule } from '../outbound-webhooks/outbound-webhooks.module.js';
import { ConsoleBudgetController } from './budget.controller.js';
import { ConsoleDeadLettersController } from './dead-letters.controller.js';
import { ConsoleKeysController } from './keys.controller.js';
import { ConsoleWebhookController } from './webhook.controller.js';
import { ConsoleWebhooksController } from './webhooks.controller.js';

@Module({
  imports: [AccountsModule, BudgetsModule, ConsoleModule, MessagingModule, OutboundWebhooksModule],
  controllers: [
    ConsoleDeadLettersController,
    ConsoleWebhooksController,
    ConsoleWebhookController,
    ConsoleKeysController,
    ConsoleBudgetController,
  ],
})
export class ConsoleSettingsModule {}
