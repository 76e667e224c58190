/** Takes a proven callback: stored once, and acted on in the same transaction. */
import { Inject, Injectable } from '@nestjs/common';
import type { CallbackKind } from '../carriers/callback-address.js';
import { ENV, type Env } from '../config/env.js';
import { DeliveryReportsService, reportOf } from '../messaging/delivery-reports.service.js';
import { OptOutsService } from '../messaging/opt-outs.service.js';
import { Callback } from '../persistence/message.entities.js';
import { redactCodes } from '../replies/reply.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { ArrivalsService } from './arrivals.service.js';
import { type CallbackFields, dedupeKey, heardText, numberOf, readForm, timeOf } from './callback-form.js';

export interface ProvenCallback {
  kind: CallbackKind;
  rawBody: Buffer;
  proof: 'signature' | 'address' | 'none';
}

@Injectable()
export class CallbacksService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(ArrivalsService) private readonly arrivals: ArrivalsService,
    @Inject(DeliveryReportsService) private readonly reports: DeliveryReportsService,
    @Inject(OptOutsService) private readonly optOuts: OptOutsService,
  ) {}

  async receive(callback: ProvenCallback, now: Date): Promise<void> {
    const { kind, rawBody, proof } = callback;
    const fields = readForm(rawBody);
    const key = { kind, dedupe_key: dedupeKey(kind, fields, rawBody) };
    const row: Callback = {
      subject: kind === 'delivery' ? fields.id?.slice(0, 128) || null : null,
      phone_number: kind === 'delivery' ? numberOf(fields.phoneNumber, this.env.defaults.region) || null : null,
      fields: JSON.stringify({ ...fields, ...(fields.text !== undefined && { text: redactCodes(fields.text) }) }),
      proof,
      outcome: 'received',
      received_at: now.toISOString(),
      ...key,
    };
    await this.transactions.run(async (tx) => {
      const isNew = await tx.insertNew(Callback, row);
      // A repeat is a success that changes nothing. Only an opt-out looks like the one before START: heard each time.
      if (!isNew && kind !== 'opt-out') return;
      const outcome = await this.act(tx, callback, fields, key.dedupe_key, now);
      await tx.update(Callback, key, { outcome });
    });
  }

  private async act(
    tx: Tx,
    { kind, proof }: ProvenCallback,
    fields: CallbackFields,
    key: string,
    now: Date,
  ): Promise<string> {
    if (kind === 'delivery') {
      if (!fields.id || !fields.status) return 'unusable';
      return this.reports.apply(tx, reportOf(fields), now.toISOString());
    }
    const from = numberOf(kind === 'sms' ? fields.from : fields.phoneNumber, this.env.defaults.region);
    if (from === '') return 'unusable';
    if (kind === 'opt-out') return (await this.optOuts.add(tx, from, now.toISOString())) ? 'opted_out' : 'repeated';
    const text = {
      from,
      text: heardText(fields.text),
      carrier: this.env.gateway === 'simulator' ? ('simulator' as const) : ('africastalking' as const),
      carrierId: fields.id?.slice(0, 128) || null,
      isProven: proof !== 'none',
    };
    return this.arrivals.hearCalled(tx, text, { key, at: timeOf(fields.date) }, now);
  }
}
