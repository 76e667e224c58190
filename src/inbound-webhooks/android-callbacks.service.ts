/** Takes a proven callback of a phone: stored once, and acted on in the same transaction. */
import { Inject, Injectable } from '@nestjs/common';
import { ANDROID_CARRIER } from '../carriers/android-sms.gateway.js';
import { ENV, type Env } from '../config/env.js';
import { DeliveryReportsService } from '../messaging/delivery-reports.service.js';
import { Callback } from '../persistence/message.entities.js';
import { RepliesService } from '../replies/replies.service.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { type AndroidEvent, readAndroidEvent } from './android-event.js';
import { numberOf, TEXT_LIMIT } from './callback-form.js';

@Injectable()
export class AndroidCallbacksService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(RepliesService) private readonly replies: RepliesService,
    @Inject(DeliveryReportsService) private readonly reports: DeliveryReportsService,
  ) {}

  async receive(rawBody: Buffer, now: Date): Promise<void> {
    const event = readAndroidEvent(rawBody, this.env.defaults.region);
    const key = { kind: event.kind, dedupe_key: event.dedupeKey };
    const row: Callback = {
      ...key,
      subject: event.kind === 'delivery' ? event.report.carrierId : null,
      phone_number:
        event.kind === 'delivery'
          ? numberOf(String(event.fields.phoneNumber ?? ''), this.env.defaults.region) || null
          : null,
      fields: JSON.stringify(event.fields),
      proof: 'signature',
      outcome: 'received',
      received_at: now.toISOString(),
    };
    await this.transactions.run(async (tx) => {
      if (!(await tx.insertNew(Callback, row))) return; // the app posts until it sees 200, and sometimes twice
      await tx.update(Callback, key, { outcome: await this.act(tx, event, now) });
    });
  }

  private async act(tx: Tx, event: AndroidEvent, now: Date): Promise<string> {
    if (event.kind === 'android') return event.outcome;
    if (event.kind === 'delivery') return this.reports.apply(tx, event.report, now.toISOString());
    const { from, carrierId } = event;
    const text = event.text.slice(0, TEXT_LIMIT).toWellFormed();
    return this.replies.hear(tx, { from, text, carrier: ANDROID_CARRIER, carrierId, isProven: true }, now);
  }
}
