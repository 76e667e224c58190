import { Module } from '@nestjs/common';
import { AssertionsService } from './assertions.service.js';
import { ServiceAccountsService } from './service-accounts.service.js';

const SERVICES = [AssertionsService, ServiceAccountsService];

@Module({ providers: SERVICES, exports: SERVICES })
export class ServiceAccountsModule {}
