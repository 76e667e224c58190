import { Module } from '@nestjs/common';
import { OAuthModule } from '../oauth/oauth.module.js';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { AccessEventsController } from './access-events.controller.js';
import { AccountsController } from './accounts.controller.js';
import { ApiKeysController } from './api-keys.controller.js';
import { LoginController } from './login.controller.js';
import { OAuthController } from './oauth.controller.js';
import { TotpController } from './totp.controller.js';

@Module({
  imports: [SignInModule, OAuthModule],
  controllers: [
    AccountsController,
    ApiKeysController,
    AccessEventsController,
    LoginController,
    TotpController,
    OAuthController,
  ],
})
export class AccessModule {}
