import { Global, Module } from '@nestjs/common';
import { AccessEventsService } from './access-events.service.js';
import { SingleUsesService } from './single-uses.service.js';

@Global()
@Module({
  providers: [AccessEventsService, SingleUsesService],
  exports: [AccessEventsService, SingleUsesService],
})
export class AccountsModule {}
