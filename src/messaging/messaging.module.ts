import { Module } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { SECRETS, type Secrets } from '../config/service-secrets.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { Transactions } from '../persistence/tx.js';
import { AfricasTalkingGateway } from './africas-talking.gateway.js';
import { CodesService } from './codes.service.js';
import { DeliveryReportsService } from './delivery-reports.service.js';
import { MessagesService } from './messages.service.js';
import { OptOutsService } from './opt-outs.service.js';
import { OwnAddress } from './own-address.js';
import { SimulatorGateway } from './simulator.gateway.js';
import { SimulatorPhonesService } from './simulator-phones.service.js';
import { SmsGateway } from './sms.gateway.js';
import { SmsSenderService } from './sms-sender.service.js';

// One line a carrier.
function gatewayFor(env: Env, secrets: Secrets, transactions: Transactions, outbox: OutboxService): SmsGateway {
  if (env.africasTalking) return new AfricasTalkingGateway(withoutNulls(env.africasTalking));
  return new SimulatorGateway(secrets, transactions, outbox);
}

const withoutNulls = ({ username, apiKey, senderId, baseUrl }: NonNullable<Env['africasTalking']>) => ({
  ...{ username, apiKey, senderId },
  ...(baseUrl !== null && { baseUrl }),
});

@Module({
  providers: [
    { provide: SmsGateway, useFactory: gatewayFor, inject: [ENV, SECRETS, Transactions, OutboxService] },
    ...[CodesService, DeliveryReportsService, MessagesService, OptOutsService, OwnAddress],
    ...[SimulatorPhonesService, SmsSenderService],
  ],
  exports: [
    SmsGateway,
    CodesService,
    DeliveryReportsService,
    MessagesService,
    OptOutsService,
    OwnAddress,
    SimulatorPhonesService,
  ],
})
export class MessagingModule {}
