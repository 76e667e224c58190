import { Module } from '@nestjs/common';
import { BudgetsModule } from '../budgets/budgets.module.js';
import { RequestCounts } from '../measures/request-counts.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { OutboundWebhooksModule } from '../outbound-webhooks/outbound-webhooks.module.js';
import { RestModule } from '../rest/rest.module.js';
import { CountedFamiliesService } from './counted-families.service.js';
import { HttpFamiliesService } from './http-families.service.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsService } from './metrics.service.js';
import { MetricsPortService } from './metrics-port.service.js';
import { ProcessFamiliesService } from './process-families.service.js';
import { StoredFamiliesService } from './stored-families.service.js';

@Module({
  imports: [BudgetsModule, MessagingModule, OutboundWebhooksModule, RestModule],
  controllers: [MetricsController],
  providers: [
    ...[RequestCounts, HttpFamiliesService, CountedFamiliesService, StoredFamiliesService, ProcessFamiliesService],
    ...[MetricsService, MetricsPortService],
  ],
})
export class MetricsModule {}
