/** Sends queued texts through the gateway: each once, or once more where nobody knows whether the first try got through. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { SmsGateway } from '../carriers/sms.gateway.js';
import { ENV, type Env } from '../config/env.js';
import { OutboxService, type Settlement } from '../outbox/outbox.service.js';
import type { OutboxItem } from '../persistence/outbox.entities.js';
import { SMS_TOPIC } from './messages.service.js';
import { type QueuedText, QueuedTextsService } from './queued-texts.service.js';
import { SmsSettlementsService } from './sms-settlements.service.js';

// Flagged; never a third time.
const REPEATS = 1;
// What nobody answered so long ago is not sent again: the party has had it, or moved on.
const REPEAT_LIMIT_MS = 24 * 60 * 60 * 1_000;

@Injectable()
export class SmsSenderService implements OnModuleInit {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(OutboxService) private readonly outbox: OutboxService,
    @Inject(SmsGateway) private readonly gateway: SmsGateway,
    @Inject(QueuedTextsService) private readonly texts: QueuedTextsService,
    @Inject(SmsSettlementsService) private readonly settlements: SmsSettlementsService,
  ) {}

  onModuleInit(): void {
    const { atOnce, perSecond } = this.env.texting;
    this.outbox.register(SMS_TOPIC, (item) => this.send(item, new Date()), { atOnce, perSecond });
  }

  private async send(item: OutboxItem, now: Date): Promise<Settlement> {
    const ready = await this.examine(item, now).catch((error: Error): Settlement => {
      // Nothing has left: when the database is back it goes at once, and not when its lease has run out.
      return { state: 'retry', isOutage: true, error: `it could not be read: ${error.message}` };
    });
    if ('state' in ready) return ready;
    const { message, text } = ready;
    const result = await this.gateway.send({ messageId: message.id, to: message.phone_number, text });
    return this.settlements.of(message, result, item.interruptions > 0);
  }

  /** What is to be sent now, or what becomes of it otherwise. */
  private async examine(item: OutboxItem, now: Date): Promise<QueuedText | Settlement> {
    const queued = await this.texts.find(item.payload, now);
    if (!queued) return { state: 'done' };
    const { message, withheld } = queued;
    // Parked, it has waited for a report; otherwise a crash came between, and a report may still come.
    const hasWaited = item.status === 'parked';
    if (hasWaited && (await this.settlements.isReported(message))) return this.settlements.reported(message);
    if (withheld) return this.settlements.withheld(message, withheld);
    if (hasWaited && !mayRepeat(item, queued, now)) return this.settlements.gaveUpUnsure(message);
    if (item.interruptions > REPEATS) return this.settlements.unsure(message, 'interrupted twice');
    return queued;
  }
}

const mayRepeat = ({ interruptions }: OutboxItem, { message }: QueuedText, now: Date): boolean =>
  interruptions <= REPEATS && now.getTime() - Date.parse(message.created_at) < REPEAT_LIMIT_MS;
