/** Every text in and out, as a row that is there before anything leaves. */
import { Inject, Injectable } from '@nestjs/common';
import type { Held } from '../budgets/held-back.js';
import { TextLimitsService } from '../budgets/text-limits.service.js';
import { uuidv7, uuidv7Floor } from '../crypto/ids.js';
import { type NewItem, OutboxService } from '../outbox/outbox.service.js';
import { Message } from '../persistence/message.entities.js';
import { segments } from '../texts/gsm7.js';
import { ANY_CODE, renderCode } from '../texts/wording.js';
import { Reads } from '../transactions/reads.js';
import type { Tx } from '../transactions/tx.js';
import { type Trouble, troubleOf } from './delivery-troubles.js';
import { OptOutsService } from './opt-outs.service.js';
import { OutcomesService } from './outcomes.service.js';

export const SMS_TOPIC = 'sms';

/** What a text is for; those of the last row answer a text that somebody sent us. */
export type TextKind =
  | ('invitation' | 'reminder' | 'confirmed' | 'declined' | 'cancelled' | 'one_time_code')
  | ('changes_declined' | 'changes_withdrawn')
  | ('terms' | 'help' | 'unclear' | 'closed' | 'status' | 'check' | 'stopped' | 'started');

/** Whose contract a text is about. */
export interface About {
  accountId: string | null;
  contractId: string | null;
  version: number | null;
  partyId: string | null;
}
export const ABOUT_NOTHING: About = { accountId: null, contractId: null, version: null, partyId: null };

export interface NewText {
  about: About;
  to: string;
  kind: TextKind;
  /** With `{code}` where the phone shows six digits. */
  text: string;
  codeCounter?: number;
  termsNotShown?: string[];
  now: Date;
}

export interface Queued {
  segments: number;
  /** Null when it goes. */
  held: Held | null;
}

export type AskedText = Pick<
  Message,
  'kind' | 'status' | 'text' | 'terms_not_shown' | 'created_at' | 'sent_at' | 'failure_reason'
>;

/** Where a text is, and what keeps it from its phone. */
export interface Delivery {
  status: string;
  trouble: Trouble | null;
}
export type Deliveries = Map<string, Delivery>;

export const deliveryOf = (row: Pick<Message, 'status' | 'failure_reason' | 'sent_at'>, now: Date): Delivery => ({
  status: row.status,
  trouble: troubleOf(row, now),
});

export interface ReceivedText {
  id: string;
  about: About;
  from: string;
  text: string;
  outcome: string;
  carrier: string;
  carrierId: string | null;
  now: Date;
}

@Injectable()
export class MessagesService {
  constructor(
    @Inject(OutboxService) private readonly outbox: OutboxService,
    @Inject(OptOutsService) private readonly optOuts: OptOutsService,
    @Inject(TextLimitsService) private readonly limits: TextLimitsService,
    @Inject(OutcomesService) private readonly outcomes: OutcomesService,
    @Inject(Reads) private readonly reads: Reads,
  ) {}

  /** Queues texts in this order, or keeps them as suppressed; tells of each what it costs, or why it does not go. */
  async queue(tx: Tx, ...texts: NewText[]): Promise<Queued[]> {
    await this.limits.lock(
      tx,
      texts.map(({ to }) => to),
    );
    const queued: Queued[] = [];
    const messages: Partial<Message>[] = [];
    const items: NewItem[] = [];
    for (const text of texts) {
      const message = outgoing(text);
      const segments = message.segments!;
      const before = items.length === 0 ? 0 : messages.filter((one) => isGoingTo(one, text.to)).length;
      const held = await this.whyNot(tx, text, segments, before);
      if (held) Object.assign(message, { status: 'suppressed', failure_reason: held.reason });
      else items.push(itemFor(text, message.id!));
      messages.push(message);
      queued.push({ segments, held });
    }
    await tx.insert(Message, ...messages);
    await this.outbox.add(tx, ...items);
    this.outcomes.count(tx, 'queued', items.length);
    this.outcomes.count(tx, 'suppressed', messages.length - items.length);
    for (const message of messages) {
      if (message.failure_reason === 'opted-out') await this.outcomes.tellWithheld(tx, message as Message);
    }
    return queued;
  }

  private async whyNot(tx: Tx, text: NewText, count: number, before: number): Promise<Held | null> {
    const { to, kind, about, now } = text;
    if (await this.isSuppressed(to, kind, tx)) return { reason: 'opted-out' };
    return this.limits.admit(tx, { to, kind, accountId: about.accountId, now }, count, before);
  }

  /** After STOP nothing goes to a number but the one text that says so. */
  async isSuppressed(phoneNumber: string, kind: string, from: Pick<Tx, 'sql'> = this.reads): Promise<boolean> {
    return kind !== 'stopped' && (await this.optOuts.has(from, phoneNumber));
  }

  async find(id: string, from: Pick<Tx, 'sql'> = this.reads): Promise<Message | null> {
    const [message] = await from.sql<Message>`SELECT * FROM messages WHERE id = ${id}`;
    return message ?? null;
  }

  /** After it a transaction locks nothing more: it might wait for somebody who waits here. */
  async recordReceived(tx: Tx, text: ReceivedText): Promise<void> {
    await tx.insert(Message, {
      id: text.id,
      direction: 'in',
      phone_number: text.from,
      kind: 'reply',
      text: text.text,
      segments: segments(text.text).segments,
      status: 'received',
      carrier: text.carrier,
      carrier_id: text.carrierId,
      possible_duplicate: 0,
      outcome: text.outcome,
      created_at: text.now.toISOString(),
      ...aboutColumns(text.about),
    });
    await this.limits.hear(tx, text.from, text.now);
  }

  /** Texts that ask, and have not left when nobody can answer them any more stay here. */
  async suppressQueued(tx: Tx, contractId: string, version: number): Promise<void> {
    const kept = await tx.sql`UPDATE messages SET status = 'suppressed', failure_reason = 'no-longer-open'
      WHERE contract_id = ${contractId} AND version = ${version} AND status = 'queued'
        AND kind IN ('invitation', 'reminder', 'terms') RETURNING id`;
    this.outcomes.count(tx, 'suppressed', kept.length);
  }

  /** The invitations, reminders and terms meant for one party's phone, oldest first; without `sent_at` they may not have left. */
  async listAsked(tx: Tx, about: About): Promise<AskedText[]> {
    return tx.sql<AskedText>`SELECT kind, status, text, terms_not_shown, created_at, sent_at, failure_reason
      FROM messages WHERE contract_id = ${about.contractId} AND version = ${about.version} AND party_id = ${about.partyId}
        AND kind IN ('invitation', 'reminder', 'terms') ORDER BY id`;
  }

  /** The last text that left for a number. */
  async findLastSent(tx: Tx, phoneNumber: string): Promise<Message | null> {
    const [last] = await tx.sql<Message>`SELECT * FROM messages
      WHERE phone_number = ${phoneNumber} AND direction = 'out' AND sent_at IS NOT NULL ORDER BY id DESC LIMIT 1`;
    return last ?? null;
  }

  /** Messages of a number since a time: what limits are counted on. */
  async listRecent(tx: Tx, phoneNumber: string, since: string): Promise<Pick<Message, 'kind'>[]> {
    return tx.sql<Pick<Message, 'kind'>>`SELECT kind FROM messages
      WHERE phone_number = ${phoneNumber} AND id > ${uuidv7Floor(Date.parse(since))} AND created_at > ${since}
      ORDER BY id DESC LIMIT 500`;
  }

  /** How many texts of a number came to that outcome since a time. */
  async countHeard(tx: Tx, phoneNumber: string, outcome: string, since: string): Promise<number> {
    const [row] = await tx.sql<{ n: number | string }>`SELECT count(*) AS n FROM messages
      WHERE phone_number = ${phoneNumber} AND id > ${uuidv7Floor(Date.parse(since))} AND created_at > ${since}
        AND outcome = ${outcome}`;
    return Number(row!.n);
  }

  /** Invitations to the parties of a version so far, whatever became of them. */
  async countInvitations(from: Pick<Tx, 'sql'>, contractId: string, version: number): Promise<number> {
    const [row] = await from.sql<{ n: number | string }>`SELECT count(*) AS n FROM messages
      WHERE contract_id = ${contractId} AND version = ${version} AND kind = 'invitation'`;
    return Number(row!.n);
  }

  async listOfContract(contractId: string): Promise<Message[]> {
    return this.reads.manager.find(Message, { where: { contract_id: contractId }, order: { id: 'ASC' } });
  }

  /** Where the latest text that asks each party of a version is; a reminder that stayed here says nothing of that. */
  async deliveries(contractId: string, version: number, from: Pick<Tx, 'sql'> = this.reads): Promise<Deliveries> {
    const rows = await from.sql<DeliveryRow>`SELECT party_id, status, failure_reason, sent_at FROM messages
      WHERE contract_id = ${contractId} AND version = ${version} AND (kind = 'invitation' OR (kind = 'reminder' AND status <> 'suppressed')) ORDER BY id`;
    return new Map(rows.map((row) => [row.party_id, deliveryOf(row, new Date())]));
  }
}

type DeliveryRow = Pick<Message, 'status' | 'failure_reason' | 'sent_at'> & { party_id: string };

// Spread last: an object that begins as a copy takes V8 a microsecond for each member added after it.
const outgoing = (text: NewText): Partial<Message> => ({
  id: uuidv7(),
  direction: 'out',
  phone_number: text.to,
  kind: text.kind,
  text: text.text,
  terms_not_shown: text.termsNotShown ? JSON.stringify(text.termsNotShown) : null,
  code_counter: text.codeCounter ?? null,
  segments: segments(renderCode(text.text, ANY_CODE)).segments,
  status: 'queued',
  possible_duplicate: 0,
  created_at: text.now.toISOString(),
  ...aboutColumns(text.about),
});

const isGoingTo = ({ phone_number, status }: Partial<Message>, to: string): boolean =>
  phone_number === to && status === 'queued';

const itemFor = ({ about, to, now }: NewText, messageId: string): NewItem => ({
  topic: SMS_TOPIC,
  orderKey: about.contractId ?? to,
  payload: messageId,
  accountId: about.accountId,
  now,
});

const aboutColumns = ({ accountId, contractId, version, partyId }: About) => ({
  account_id: accountId,
  contract_id: contractId,
  version,
  party_id: partyId,
});
