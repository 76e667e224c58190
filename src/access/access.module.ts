import { Module } from '@nestjs/common';
import { AccessEventsController } from './access-events.controller.js';
import { AccountsController } from './accounts.controller.js';
import { ApiKeysController } from './api-keys.controller.js';

@Module({ controllers: [AccountsController, ApiKeysController, AccessEventsController] })
export class AccessModule {}
