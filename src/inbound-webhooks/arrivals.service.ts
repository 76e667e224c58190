/**
 * Hears each text once, by whichever way it comes first: called back by the carrier, or found in its inbox. The ids of
 * the two ways may differ, so a text is known again by number, exact words and time; of two with the same words the
 * earlier one is taken first.
 */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { SECRETS, type Secrets } from '../config/secrets.js';
import { CorroborationsService } from '../confirmations/corroborations.service.js';
import { uuidv7 } from '../crypto/ids.js';
import { Arrival } from '../persistence/inbox.entities.js';
import { Callback, type Message } from '../persistence/message.entities.js';
import { type HeardText, RepliesService } from '../replies/replies.service.js';
import { redactCodes } from '../replies/reply.js';
import type { Tx } from '../transactions/tx.js';
import { ArrivalMarks, findForgotten, findKnown } from './arrival-marks.js';

/** `at`: the carrier's time, null where it gave none. */
interface Called {
  /** The dedupe_key of the callback. */
  key: string;
  at: string | null;
}
interface Found {
  /** Its number in the inbox. */
  id: string;
  at: string | null;
}

@Injectable()
export class ArrivalsService {
  private readonly isOn: boolean;
  private readonly marks: ArrivalMarks;

  constructor(
    @Inject(ENV) { africasTalking, confirmation }: Env,
    @Inject(SECRETS) secrets: Secrets,
    @Inject(RepliesService) private readonly replies: RepliesService,
    @Inject(CorroborationsService) private readonly corroborations: CorroborationsService,
  ) {
    this.isOn = africasTalking?.pullInbox ?? false;
    this.marks = new ArrivalMarks(secrets, confirmation.keyword);
  }

  async hearCalled(tx: Tx, text: HeardText, called: Called, now: Date): Promise<string> {
    if (!this.isOn) return this.replies.hear(tx, text, now);
    await tx.lock(text.from); // whoever finds it in the inbox at this moment waits, and then knows it
    const marks = this.marks.of(text, called.at ?? now.toISOString());
    const known = (await findKnown(tx, 'callback', marks)) ?? (await findForgotten(tx, 'callback', marks));
    if (!known) return this.hear(tx, text, { callback_key: called.key, ...marks.row }, now);
    await tx.update(Arrival, { message_id: known.message_id }, { callback_key: called.key });
    return 'recovered';
  }

  /** `mayWait`: its callback may still come. */
  async settleFound(
    tx: Tx,
    text: HeardText,
    found: Found,
    mayWait: boolean,
    now: Date,
  ): Promise<'settled' | 'waiting'> {
    await tx.lock(text.from);
    const settled = await tx.sql`SELECT 1 FROM arrivals WHERE inbox_id = ${found.id}`;
    if (settled.length > 0) return 'settled';
    const marks = this.marks.of(text, found.at ?? now.toISOString());
    const known = await findKnown(tx, 'inbox', marks);
    if (known) {
      await tx.update(Arrival, { message_id: known.message_id }, { inbox_id: found.id });
      const [reply] = await tx.sql<Message>`SELECT * FROM messages WHERE id = ${known.message_id}`;
      if (reply) await this.corroborations.corroborate(tx, reply, now);
      return 'settled';
    }
    // Whether its words are exactly these nobody can tell any more: that proves nothing, and is not heard again.
    const forgotten = await findForgotten(tx, 'inbox', marks);
    if (forgotten) {
      const { message_id } = forgotten;
      const row = { ...marks.row, message_id, inbox_id: found.id };
      if (!(await tx.insertNew(Arrival, row))) await tx.update(Arrival, { message_id }, { inbox_id: found.id });
      return 'settled';
    }
    if (mayWait) return 'waiting';
    await this.recover(tx, text, { inbox_id: found.id, ...marks.row }, now);
    return 'settled';
  }

  /** As its callback would have been: stored once, and acted on. */
  private async recover(tx: Tx, text: HeardText, row: Partial<Arrival>, now: Date): Promise<void> {
    const fields = { id: text.carrierId, from: text.from, text: redactCodes(text.text), date: row.carrier_at };
    const outcome = await this.hear(tx, text, row, now);
    await tx.insert(Callback, {
      ...{ kind: 'sms', dedupe_key: `inbox ${row.inbox_id}`, subject: null, fields: JSON.stringify(fields) },
      ...{ proof: 'inbox', outcome, received_at: now.toISOString() },
    });
  }

  private async hear(tx: Tx, text: HeardText, row: Partial<Arrival>, now: Date): Promise<string> {
    const message_id = uuidv7();
    const outcome = await this.replies.hear(tx, { ...text, messageId: message_id }, now);
    await tx.insert(Arrival, { ...row, message_id });
    return outcome;
  }
}
