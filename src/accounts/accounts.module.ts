import { Global, Module } from '@nestjs/common';
import { AccessEventsService } from './access-events.service.js';
import { AccountsService } from './accounts.service.js';
import { SingleUsesService } from './single-uses.service.js';

@Global()
@Module({
  providers: [AccountsService, AccessEventsService, SingleUsesService],
  exports: [AccountsService, AccessEventsService, SingleUsesService],
})
export class AccountsModule {}
