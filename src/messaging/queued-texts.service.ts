/** A text as it is about to leave: still wanted, and with its code in place. */
import { Inject, Injectable } from '@nestjs/common';
import type { Message } from '../persistence/message.entities.js';
import { CODE_PLACE, renderCode } from '../texts/wording.js';
import { CodesService } from './codes.service.js';
import { MessagesService } from './messages.service.js';
import { REMINDER_LEAVES_WITHIN_MS } from './reminder-age.js';

/** How long they may wait for the carrier; a one-time code as long as it counts. */
const OF_USE_MS: Partial<Record<string, number>> = {
  one_time_code: 10 * 60 * 1_000,
  reminder: REMINDER_LEAVES_WITHIN_MS,
};

export interface QueuedText {
  message: Message;
  /** As the phone will show it. */
  text: string;
  /** Why it must not leave any more. */
  withheld: 'opted-out' | 'too-late' | null;
}

@Injectable()
export class QueuedTextsService {
  constructor(
    @Inject(MessagesService) private readonly messages: MessagesService,
    @Inject(CodesService) private readonly codes: CodesService,
  ) {}

  /** Null when it is not waiting to leave. */
  async find(messageId: string, now: Date): Promise<QueuedText | null> {
    const message = await this.messages.find(messageId);
    if (message?.status !== 'queued') return null;
    return { message, text: this.render(message), withheld: await this.whyWithheld(message, now) };
  }

  private async whyWithheld({ phone_number, kind, created_at }: Message, now: Date) {
    // STOP may have come after this text was queued.
    if (await this.messages.isSuppressed(phone_number, kind)) return 'opted-out';
    const isLate = now.getTime() - Date.parse(created_at) > (OF_USE_MS[kind] ?? Number.POSITIVE_INFINITY);
    return isLate ? 'too-late' : null;
  }

  private render(message: Message): string {
    if (!message.text.includes(CODE_PLACE)) return message.text;
    const purpose = message.kind === 'one_time_code' ? 'one-time' : 'reply';
    const { contract_id, version, party_id, code_counter } = message;
    const parts = { contractId: contract_id!, version: version!, partyId: party_id!, counter: code_counter! };
    return renderCode(message.text, this.codes.codeFor({ ...parts, purpose }));
  }
}
