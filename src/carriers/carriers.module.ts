import { Module } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { SECRETS, type Secrets } from '../config/secrets.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { Transactions } from '../transactions/tx.js';
import { AfricasTalkingGateway } from './africas-talking.gateway.js';
import { AfricasTalkingInbox } from './africas-talking-inbox.js';
import { AndroidSmsGateway } from './android-sms.gateway.js';
import { CarrierInbox } from './carrier-inbox.js';
import { OwnAddress } from './own-address.js';
import { SimulatorGateway } from './simulator.gateway.js';
import { SimulatorPhonesService } from './simulator-phones.service.js';
import { SimulatorPlayersService } from './simulator-players.service.js';
import { SmsGateway } from './sms.gateway.js';

// One line a carrier.
function gatewayFor(env: Env, secrets: Secrets, transactions: Transactions, outbox: OutboxService): SmsGateway {
  if (env.africasTalking) return new AfricasTalkingGateway(withoutNulls(env.africasTalking));
  if (env.androidSms) return new AndroidSmsGateway(androidOptions(env.androidSms));
  return new SimulatorGateway(secrets, transactions, outbox);
}

const withoutNulls = ({ username, apiKey, senderId, baseUrl }: NonNullable<Env['africasTalking']>) => ({
  ...{ username, apiKey, senderId },
  ...(baseUrl !== null && { baseUrl }),
});

const androidOptions = ({ url, username, password, deviceId }: NonNullable<Env['androidSms']>) => ({
  ...{ url, username, password },
  ...(deviceId !== null && { deviceId }),
});

function inboxFor({ africasTalking }: Env): CarrierInbox | null {
  return africasTalking?.pullInbox ? new AfricasTalkingInbox(withoutNulls(africasTalking)) : null;
}

@Module({
  providers: [
    { provide: SmsGateway, useFactory: gatewayFor, inject: [ENV, SECRETS, Transactions, OutboxService] },
    { provide: CarrierInbox, useFactory: inboxFor, inject: [ENV] },
    ...[OwnAddress, SimulatorPhonesService, SimulatorPlayersService],
  ],
  exports: [SmsGateway, CarrierInbox, OwnAddress, SimulatorPhonesService, SimulatorPlayersService],
})
export class CarriersModule {}
