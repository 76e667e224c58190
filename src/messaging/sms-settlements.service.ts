/** Writes down what one try to send a text came to: sent, failed, to be tried again, or nobody knows. */
import { Inject, Injectable } from '@nestjs/common';
import { type SendResult, SmsGateway } from '../carriers/sms.gateway.js';
import { ENV, type Env } from '../config/env.js';
import type { Settlement } from '../outbox/outbox.service.js';
import { Message } from '../persistence/message.entities.js';
import { Reads } from '../transactions/reads.js';
import type { Tx } from '../transactions/tx.js';
import { DeliveryReportsService } from './delivery-reports.service.js';
import { OutcomesService } from './outcomes.service.js';

type Changes = { [K in keyof Message]?: string | number | null };
type Result<Outcome> = Extract<SendResult, { outcome: Outcome }>;

const UNSURE = 'may-have-been-sent';

@Injectable()
export class SmsSettlementsService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(SmsGateway) private readonly gateway: SmsGateway,
    @Inject(DeliveryReportsService) private readonly reports: DeliveryReportsService,
    @Inject(OutcomesService) private readonly outcomes: OutcomesService,
    @Inject(Reads) private readonly reads: Reads,
  ) {}

  withheld(message: Message, reason: 'opted-out' | 'too-late'): Settlement {
    const record = async (tx: Tx) => {
      await change(tx, message.id, { status: 'suppressed', failure_reason: reason });
      this.outcomes.count(tx, 'suppressed');
      if (reason === 'opted-out') await this.outcomes.tellWithheld(tx, message);
    };
    return { state: 'done', record };
  }

  /** `isRepeat`: an earlier try may be on the phone already. */
  of(message: Message, result: SendResult, isRepeat: boolean): Settlement {
    const repeat = isRepeat ? { possible_duplicate: 1 } : {};
    switch (result.outcome) {
      case 'accepted':
        return { state: 'done', record: (tx) => this.recordSent(tx, message, result, repeat) };
      case 'refused':
        return { state: 'done', record: (tx) => this.recordRefused(tx, message, result, repeat) };
      case 'retry':
        return this.retry(message, result, repeat);
      case 'ambiguous':
        return this.unsure(message, result.reason, repeat);
    }
  }

  /** It may be on the phone: whether it is, a delivery report may say until this comes back. */
  unsure({ id }: Message, error: string, repeat: Changes = {}): Settlement {
    const record = (tx: Tx) => change(tx, id, { failure_reason: UNSURE, ...repeat });
    // A carrier that takes texts and answers nothing is as good as away.
    return { state: 'parked', error, retryAfterMs: this.env.texting.repeatAfterMs, isOutage: true, record };
  }

  /** No report came, and it may not be sent once more: an operator decides. */
  gaveUpUnsure(message: Message): Settlement {
    return { state: 'dead', error: UNSURE, record: (tx) => this.recordFailed(tx, message, UNSURE) };
  }

  /** Whether a report for its number came that belongs to no other text: so it was sent. */
  async isReported({ phone_number, created_at }: Message): Promise<boolean> {
    return (await this.reports.findUnclaimed(this.reads, phone_number, created_at)) !== null;
  }

  reported(message: Message): Settlement {
    return { state: 'done', record: (tx) => this.recordReported(tx, message) };
  }

  private retry(message: Message, result: Result<'retry'>, repeat: Changes): Settlement {
    const { reason, carrierStatus, retryAfterMs, isAboutText = false } = result;
    const waits = { carrier_status: carrierStatus, failure_reason: reason };
    const record = (tx: Tx, isDead: boolean) =>
      // What an interrupted try may have sent is still on the phone.
      isDead ? this.recordFailed(tx, message, reason, repeat) : change(tx, message.id, { ...waits, ...repeat });
    const pause = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { state: 'retry', error: reason, isOutage: !isAboutText, record, ...pause };
  }

  private async recordSent(tx: Tx, message: Message, result: Result<'accepted'>, repeat: Changes): Promise<void> {
    const now = new Date().toISOString();
    const { carrierId, cost, carrierStatus } = result;
    const sent = { status: 'sent', sent_at: now, carrier_id: carrierId, cost, carrier_status: carrierStatus };
    await change(tx, message.id, { ...sent, ...repeat, carrier: this.gateway.carrier, failure_reason: null });
    this.outcomes.countSent(tx, message, cost);
    await this.reports.applyParked(tx, carrierId, now);
  }

  private recordRefused(tx: Tx, message: Message, { reason, carrierStatus }: Result<'refused'>, repeat: Changes) {
    const { carrier } = this.gateway;
    return this.recordFailed(tx, message, reason, { ...repeat, carrier, carrier_status: carrierStatus });
  }

  private async recordFailed(tx: Tx, message: Message, reason: string, more: Changes = {}): Promise<void> {
    const final_at = new Date().toISOString();
    await change(tx, message.id, { status: 'failed', final_at, failure_reason: reason, ...more });
    this.outcomes.count(tx, 'failed');
    await this.outcomes.tell(tx, message, 'failed', reason);
  }

  private async recordReported(tx: Tx, message: Message): Promise<void> {
    const { id, phone_number, created_at } = message;
    await tx.lock(`unclaimed ${phone_number}`);
    const carrierId = await this.reports.findUnclaimed(tx, phone_number, created_at);
    if (carrierId === null) throw new Error('another text has taken the report');
    const now = new Date().toISOString();
    const sent = { status: 'sent', sent_at: now, carrier_id: carrierId, carrier: this.gateway.carrier };
    await change(tx, id, { ...sent, failure_reason: null });
    this.outcomes.countSent(tx, message, null);
    await this.reports.applyParked(tx, carrierId, now);
  }
}

async function change(tx: Tx, id: string, changes: Changes): Promise<void> {
  await tx.update(Message, { id }, changes);
}
