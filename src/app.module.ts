/** The table of contents: one line a room. */
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { CarriersModule } from './carriers/carriers.module.js';
import { ENV, type Env } from './config/env.js';
import { SECRETS, type Secrets } from './config/secrets.js';
import { ConfirmationsModule } from './confirmations/confirmations.module.js';
import { ContractsModule } from './contracts/contracts.module.js';
import { EvidenceModule } from './evidence/evidence.module.js';
import { HealthModule } from './health/health.module.js';
import { InboundWebhooksModule } from './inbound-webhooks/inbound-webhooks.module.js';
import { MessagingModule } from './messaging/messaging.module.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { PagesModule } from './pages/pages.module.js';
import { PersistenceModule } from './persistence/persistence.module.js';
import { RepliesModule } from './replies/replies.module.js';
import { RestModule } from './rest/rest.module.js';

const ROOMS = [
  PersistenceModule,
  AuthModule,
  OutboxModule,
  ContractsModule,
  EvidenceModule,
  CarriersModule,
  MessagingModule,
  ConfirmationsModule,
  RepliesModule,
  RestModule,
  InboundWebhooksModule,
  PagesModule,
  HealthModule,
];

@Global()
@Module({})
export class AppModule {}

export function appWith(env: Env, secrets: Secrets): DynamicModule {
  const configuration = [
    { provide: ENV, useValue: env },
    { provide: SECRETS, useValue: secrets },
  ];
  return { module: AppModule, imports: ROOMS, providers: configuration, exports: configuration };
}
