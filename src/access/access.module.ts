import { Module } from '@nestjs/common';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { AccessEventsController } from './access-events.controller.js';
import { AccountsController } from './accounts.controller.js';
import { ApiKeysController } from './api-keys.controller.js';
import { LoginController } from './login.controller.js';
import { TotpController } from './totp.controller.js';

@Module({
  imports: [SignInModule],
  controllers: [AccountsController, ApiKeysController, AccessEventsController, LoginController, TotpController],
})
export class AccessModule {}
