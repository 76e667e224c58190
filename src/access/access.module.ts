import { Module } from '@nestjs/common';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { LoginController } from './login.controller.js';
import { TotpController } from './totp.controller.js';

@Module({
  imports: [SignInModule],
  controllers: [LoginController, TotpController],
})
export class AccessModule {}
