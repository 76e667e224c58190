import { Module } from '@nestjs/common';
import { FeedModule } from '../feed/feed.module.js';
import { RestModule } from '../rest/rest.module.js';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { AccountController } from './account.controller.js';
import { ConsoleEventsController } from './console-events.controller.js';
import { ConsoleFrame } from './console-frame.js';
import { SignInController } from './sign-in.controller.js';

@Module({
  imports: [FeedModule, RestModule, SignInModule],
  controllers: [AccountController, SignInController, ConsoleEventsController],
  providers: [ConsoleFrame],
  exports: [ConsoleFrame],
})
export class ConsoleModule {}
