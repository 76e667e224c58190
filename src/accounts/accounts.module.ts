import { Global, Module } from '@nestjs/common';
import { AccessEventsService } from './access-events.service.js';
import { AccountsService } from './accounts.service.js';
import { SingleUsesService } from './single-uses.service.js';

const SERVICES = [AccessEventsService, AccountsService, SingleUsesService];

@Global()
@Module({ providers: SERVICES, exports: SERVICES })
export class AccountsModule {}
