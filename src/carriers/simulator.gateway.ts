/** Plays the carrier where there is none: phones are rows, reports and replies come back through the callback routes. */
import { Inject, Injectable } from '@nestjs/common';
import { SECRETS, type Secrets } from '../config/secrets.js';
import { uuidv7 } from '../crypto/ids.js';
import { seal } from '../crypto/seal.js';
import { deriveKey } from '../crypto/secrets.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { SimulatorPhone, SimulatorText } from '../persistence/outbox.entities.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { type OutgoingText, type SendResult, SmsGateway } from './sms.gateway.js';

export const SIMULATOR_TOPIC = 'simulator';
export const SIMULATOR_OUTCOMES = ['delivered', 'failed', 'blacklisted', 'silent'] as const;
export type SimulatorOutcome = (typeof SIMULATOR_OUTCOMES)[number];

/** What the simulated carrier still has to post back. Texts are named, not carried: they hold codes. */
export type SimulatorPayload =
  | { kind: 'sms'; textId: string }
  | { kind: 'delivery'; fields: { id: string; status: string; phoneNumber: string; failureReason?: string } };

/** What the simulated phones' texts are sealed with. */
export const simulatorKey = ({ secretKey }: Secrets): Buffer => deriveKey(secretKey, 'ndiyo/simulator');

@Injectable()
export class SimulatorGateway extends SmsGateway {
  readonly carrier = 'simulator';
  private readonly key: Buffer;

  constructor(
    @Inject(SECRETS) secrets: Secrets,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(OutboxService) private readonly outbox: OutboxService,
  ) {
    super();
    this.key = simulatorKey(secrets);
  }

  async send({ to, text }: OutgoingText): Promise<SendResult> {
    return this.transactions.run(async (tx) => {
      const outcome = await outcomeOf(tx, to);
      if (outcome === 'blacklisted') {
        return { outcome: 'refused', reason: 'opted-out-at-carrier', carrierStatus: '406 UserInBlacklist' };
      }
      const status = outcome === 'silent' ? 'unknown' : outcome;
      const carrierId = await this.keepText(tx, { phoneNumber: to, direction: 'to_phone', text, status });
      if (outcome !== 'silent') await this.report(tx, carrierId, to, outcome);
      return { outcome: 'accepted', carrierId, cost: null, carrierStatus: '101 Sent' };
    });
  }

  /** A phone texts back: kept, then posted to the callback route until it answers 200. */
  async reply(phoneNumber: string, text: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const textId = await this.keepText(tx, { phoneNumber, direction: 'from_phone', text, status: 'sending' });
      await this.post(tx, phoneNumber, { kind: 'sms', textId });
    });
  }

  async setOutcome(phoneNumber: string, outcome: SimulatorOutcome): Promise<void> {
    await this.transactions.run(async (tx) => {
      const isNew = await tx.insertNew(SimulatorPhone, { phone_number: phoneNumber, outcome });
      if (!isNew) await tx.update(SimulatorPhone, { phone_number: phoneNumber }, { outcome });
    });
  }

  private async keepText(
    tx: Tx,
    text: { phoneNumber: string; direction: string; text: string; status: string },
  ): Promise<string> {
    const id = uuidv7();
    await tx.insert(SimulatorText, {
      id,
      phone_number: text.phoneNumber,
      direction: text.direction,
      sealed_text: seal(this.key, text.text, id),
      status: text.status,
      at: new Date().toISOString(),
    });
    return id;
  }

  private async report(tx: Tx, id: string, phoneNumber: string, outcome: 'delivered' | 'failed'): Promise<void> {
    const result =
      outcome === 'delivered' ? { status: 'Success' } : { status: 'Failed', failureReason: 'DeliveryFailure' };
    await this.post(tx, phoneNumber, { kind: 'delivery', fields: { id, phoneNumber, ...result } });
  }

  private async post(tx: Tx, phoneNumber: string, payload: SimulatorPayload): Promise<void> {
    const orderKey = `simulator ${phoneNumber}`;
    const item = { topic: SIMULATOR_TOPIC, orderKey, payload: JSON.stringify(payload), accountId: null };
    await this.outbox.add(tx, { ...item, now: new Date() });
  }
}

async function outcomeOf(tx: Tx, phoneNumber: string): Promise<SimulatorOutcome> {
  const [phone] = await tx.sql<SimulatorPhone>`SELECT * FROM simulator_phones WHERE phone_number = ${phoneNumber}`;
  return (phone?.outcome as SimulatorOutcome | undefined) ?? 'delivered';
}
