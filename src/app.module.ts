/** The table of contents: one line a room. */
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessModule } from './access/access.module.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { Admission } from './admission/admission.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { LogGuardModule } from './audit/audit.module.js';
import { AccessGuard } from './auth/access.guard.js';
import { AuthModule } from './auth/auth.module.js';
import { CallerGuard } from './auth/caller.guard.js';
import { CarriersModule } from './carriers/carriers.module.js';
import { CertificatesModule } from './certificates/certificates.module.js';
import { ENV, type Env } from './config/env.js';
import { SECRETS, type Secrets } from './config/secrets.js';
import { ConfirmationsModule } from './confirmations/confirmations.module.js';
import { ConsoleModule } from './console/console.module.js';
import { ConsoleContractsModule } from './console-contracts/console-contracts.module.js';
import { ConsoleDraftsModule } from './console-drafts/console-drafts.module.js';
import { ConsoleSettingsModule } from './console-settings/console-settings.module.js';
import { ContractsModule } from './contracts/contracts.module.js';
import { EvidenceModule } from './evidence/evidence.module.js';
import { HealthModule } from './health/health.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { InboundWebhooksModule } from './inbound-webhooks/inbound-webhooks.module.js';
import { LogModule } from './log/log.module.js';
import { MessagingModule } from './messaging/messaging.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OutboundWebhooksModule } from './outbound-webhooks/outbound-webhooks.module.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { PagesModule } from './pages/pages.module.js';
import { PhonesModule } from './pages/phones.module.js';
import { PersistenceModule } from './persistence/persistence.module.js';
import { BodyGuard } from './problems/body.guard.js';
import { RepliesModule } from './replies/replies.module.js';
import { RestModule } from './rest/rest.module.js';
import { SealingModule } from './sealing/sealing.module.js';
import { SigningModule } from './signing/signing.module.js';
import { Stopping } from './stopping.js';
import { ThrottleGuard } from './throttling/throttle.guard.js';
import { ThrottlingModule } from './throttling/throttling.module.js';
import { WritesModule } from './writes/writes.module.js';

const ROOMS = [
  PersistenceModule,
  SealingModule,
  AccountsModule,
  ApiKeysModule,
  AuthModule,
  ThrottlingModule,
  IdempotencyModule,
  OutboxModule,
  WritesModule,
  SigningModule,
  LogModule,
  LogGuardModule,
  ContractsModule,
  EvidenceModule,
  CarriersModule,
  MessagingModule,
  OutboundWebhooksModule,
  ConfirmationsModule,
  CertificatesModule,
  RepliesModule,
  RestModule,
  AccessModule,
  InboundWebhooksModule,
  PagesModule,
  ConsoleModule,
  ConsoleDraftsModule,
  ConsoleContractsModule,
  ConsoleSettingsModule,
  HealthModule,
  MetricsModule,
];

/** In this order: who calls, how often that caller may, and what; and whether the body could be read. */
const GUARDS = [CallerGuard, ThrottleGuard, AccessGuard, BodyGuard].map((useClass) => ({
  provide: APP_GUARD,
  useClass,
}));

@Global()
@Module({})
export class AppModule {}

export function appWith(env: Env, secrets: Secrets, admission: Admission): DynamicModule {
  const configuration = [
    { provide: ENV, useValue: env },
    { provide: SECRETS, useValue: secrets },
    { provide: Admission, useValue: admission },
  ];
  const imports = env.gateway === 'simulator' ? [...ROOMS, PhonesModule] : ROOMS;
  return {
    module: AppModule,
    imports,
    providers: [...configuration, Stopping, ...GUARDS],
    exports: [...configuration, Stopping],
  };
}
