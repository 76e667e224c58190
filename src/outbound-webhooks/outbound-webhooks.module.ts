import { Module } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { FeedModule } from '../feed/feed.module.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryWorker } from './delivery.worker.js';
import { EndpointKeysService } from './endpoint-keys.service.js';
import { EndpointsService } from './endpoints.service.js';
import { FanOutWorker } from './fan-out.worker.js';
import { SettlementsService } from './settlements.service.js';
import { WebhookDepthsService } from './webhook-depths.service.js';
import { WebhookRetentionWorker } from './webhook-retention.worker.js';
import { WebhookSender } from './webhook-sender.js';

const sender = {
  provide: WebhookSender,
  useFactory: ({ environment }: Env) => new WebhookSender({ rules: { isProduction: environment === 'production' } }),
  inject: [ENV],
};

@Module({
  imports: [FeedModule],
  providers: [
    ...[sender, EndpointKeysService, SettlementsService, DeliveryWorker],
    ...[FanOutWorker, EndpointsService, DeliveriesService, WebhookRetentionWorker, WebhookDepthsService],
  ],
  exports: [EndpointKeysService, EndpointsService, DeliveriesService, SettlementsService, WebhookDepthsService],
})
export class OutboundWebhooksModule {}
