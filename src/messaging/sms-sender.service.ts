/** Sends queued texts through the gateway and writes down what the carrier said. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type SendResult, SmsGateway } from '../carriers/sms.gateway.js';
import { OutboxService, type Settlement } from '../outbox/outbox.service.js';
import { Message } from '../persistence/message.entities.js';
import { CODE_PLACE, renderCode } from '../texts/wording.js';
import type { Tx } from '../transactions/tx.js';
import { CodesService } from './codes.service.js';
import { DeliveryReportsService } from './delivery-reports.service.js';
import { MessagesService, SMS_TOPIC } from './messages.service.js';

type Changes = { [K in keyof Message]?: string | number | null };
type Accepted = Extract<SendResult, { outcome: 'accepted' }>;

// A text whose first try was interrupted goes once more, flagged; never a third time.
const REPEATS = 1;

@Injectable()
export class SmsSenderService implements OnModuleInit {
  constructor(
    @Inject(OutboxService) private readonly outbox: OutboxService,
    @Inject(SmsGateway) private readonly gateway: SmsGateway,
    @Inject(CodesService) private readonly codes: CodesService,
    @Inject(DeliveryReportsService) private readonly reports: DeliveryReportsService,
    @Inject(MessagesService) private readonly messages: MessagesService,
  ) {}

  onModuleInit(): void {
    this.outbox.register(SMS_TOPIC, (item) => this.send(item.payload, item.interruptions));
  }

  private async send(messageId: string, interruptions: number): Promise<Settlement> {
    const message = await this.messages.find(messageId);
    if (message?.status !== 'queued') return { state: 'done' };
    // STOP may have come after this text was queued.
    if (await this.messages.isSuppressed(message.phone_number, message.kind)) {
      const record = (tx: Tx) => change(tx, messageId, { status: 'suppressed', failure_reason: 'opted-out' });
      return { state: 'done', record };
    }
    if (interruptions > REPEATS) return parked(messageId, 'interrupted twice');
    const result = await this.gateway.send({ messageId, to: message.phone_number, text: this.render(message) });
    return this.settlementOf(messageId, result, interruptions > 0 ? { possible_duplicate: 1 } : {});
  }

  private render(message: Message): string {
    if (!message.text.includes(CODE_PLACE)) return message.text;
    const purpose = message.kind === 'one_time_code' ? 'one-time' : 'reply';
    const { contract_id, version, party_id, code_counter } = message;
    const parts = { contractId: contract_id!, version: version!, partyId: party_id!, counter: code_counter! };
    return renderCode(message.text, this.codes.codeFor({ ...parts, purpose }));
  }

  private settlementOf(id: string, result: SendResult, repeat: Changes): Settlement {
    const now = new Date().toISOString();
    const { carrier } = this.gateway;
    switch (result.outcome) {
      case 'accepted':
        return { state: 'done', record: (tx) => this.recordSent(tx, id, result, repeat, now) };
      case 'refused': {
        const failed = { status: 'failed', final_at: now, carrier_status: result.carrierStatus };
        const record = (tx: Tx) => change(tx, id, { ...failed, ...repeat, carrier, failure_reason: result.reason });
        return { state: 'done', record };
      }
      case 'retry': {
        const gaveUp = { status: 'failed', final_at: now, failure_reason: result.reason };
        const waits = { carrier_status: result.carrierStatus, failure_reason: result.reason };
        // What an interrupted try may have sent is still on the phone.
        const record = (tx: Tx, isDead: boolean) => change(tx, id, { ...(isDead ? gaveUp : waits), ...repeat });
        const pause = result.retryAfterMs === undefined ? {} : { retryAfterMs: result.retryAfterMs };
        return { state: 'retry', error: result.reason, record, ...pause };
      }
      case 'ambiguous':
        return parked(id, result.reason);
    }
  }

  private async recordSent(tx: Tx, id: string, result: Accepted, repeat: Changes, now: string): Promise<void> {
    const { carrierId, cost, carrierStatus } = result;
    const sent = { status: 'sent', sent_at: now, carrier_id: carrierId, cost, carrier_status: carrierStatus };
    await change(tx, id, { ...sent, ...repeat, carrier: this.gateway.carrier, failure_reason: null });
    await this.reports.applyParked(tx, carrierId, now);
  }
}

// It may be on the phone already, so nobody sends it again blindly: the issuer sees the reason, and may resend.
const parked = (id: string, error: string): Settlement => ({
  state: 'parked',
  error,
  record: (tx) => change(tx, id, { failure_reason: 'may-have-been-sent', possible_duplicate: 1 }),
});

async function change(tx: Tx, id: string, changes: Changes): Promise<void> {
  await tx.update(Message, { id }, changes);
}
