/** Reads the carrier's own inbox on from where it was left, one server at a time, and has each message settled. */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CarrierInbox, type InboxMessage } from '../carriers/carrier-inbox.js';
import { ENV, type Env } from '../config/env.js';
import { Inbox } from '../persistence/inbox.entities.js';
import { Reads } from '../transactions/reads.js';
import { AS_ROWS, EACH_OF } from '../transactions/sql.js';
import { Transactions } from '../transactions/tx.js';
import { ArrivalsService } from './arrivals.service.js';
import { heardText, numberOf, timeOf } from './callback-form.js';

// The carrier posts a callback again every minute: two of them may fail before the inbox speaks instead.
const GRACE_MS = 2 * 60 * 1_000;
// Longer than a page can take: 15 s to get it, and its messages. Another server goes on after it.
const LEASE_MS = 2 * 60 * 1_000;
// What is older than the last look by more than callbacks are tried for was heard, or was before our time.
const OVERLAP_MS = 12 * 60 * 60 * 1_000;
const MOST_PAGES = 200; // the rest comes with the next look
const LANES = 8; // numbers at a time, each with its texts in order

const later = (at: Date, ms: number) => new Date(at.getTime() + ms);
const digitsOf = (text: string) => text.replace(/\D/g, '');

@Injectable()
export class InboxService {
  private readonly log = new Logger('inbox');
  private readonly server = randomUUID();
  private readonly stopped = new AbortController();
  /** When messages that still wait for their callback were seen first, by their number. */
  private readonly seenAt = new Map<string, number>();
  private hasToldUnreadable = false;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(CarrierInbox) private readonly inbox: CarrierInbox | null,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(ArrivalsService) private readonly arrivals: ArrivalsService,
  ) {}

  get isOn(): boolean {
    return this.inbox !== null;
  }

  /** Ends a look that is under way, and lets another server look at once. */
  async stop(look: Promise<unknown>): Promise<void> {
    this.stopped.abort();
    await look;
    if (!this.isOn) return;
    const free = { holder: null, lease_until: null };
    // Where the database is away, the lease runs out by itself.
    await this.transactions.run((tx) => tx.update(Inbox, { holder: this.server }, free)).catch(() => 0);
  }

  /** Returns why the carrier could not be asked; null when it could, or when another server does. Throws where a message could not be settled. */
  async look(now: Date): Promise<string | null> {
    const { inbox } = this;
    const begun = performance.now();
    const clock = () => later(now, Math.round(performance.now() - begun));
    const held = inbox && !this.stopped.signal.aborted && (await this.claim(inbox.carrier, now));
    if (!held) return null;
    const since = later(new Date(held.looked_at), -OVERLAP_MS).toISOString();
    const open = new Set<string>();
    let [after, settledTo] = [held.last_id, held.last_id];
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = await inbox.list(after, this.stopped.signal);
      if (page.outcome === 'trouble') return page.reason;
      this.tellUnreadable(page.unreadable);
      const fresh = page.messages.filter(({ id }) => Number(id) > Number(after));
      if (fresh.length === 0) return this.end(inbox.carrier, open, now);
      const isWhole = settledTo === after; // nothing of an earlier page was left
      const failure = await this.settleAll(fresh, since, open, clock);
      if (this.stopped.signal.aborted) return null;
      if (isWhole) settledTo = lastPassed(fresh, open, later(clock(), -GRACE_MS)) ?? settledTo;
      after = fresh.at(-1)!.id;
      if (!(await this.keep(inbox.carrier, settledTo, clock()))) return null;
      if (failure) throw failure;
    }
    return null;
  }

  private tellUnreadable(count: number): void {
    if (count === 0 || this.hasToldUnreadable) return;
    this.hasToldUnreadable = true;
    this.log.warn(`${count} entries of the carrier's inbox cannot be read and are passed over`);
  }

  /** Where the inbox was left, with the lease on it; null while another server has it. */
  private claim(carrier: string, now: Date): Promise<Inbox | null> {
    return this.transactions.run(async (tx) => {
      await tx.insertNew(Inbox, { carrier, last_id: '0', looked_at: now.toISOString() });
      const [held] = await tx.sql<Inbox>`UPDATE inboxes
        SET holder = ${this.server}, lease_until = ${later(now, LEASE_MS).toISOString()}
        WHERE carrier = ${carrier}
          AND (holder IS NULL OR holder = ${this.server} OR lease_until <= ${now.toISOString()}) RETURNING *`;
      return held ?? null;
    });
  }

  /** False when the lease went to another server meanwhile. */
  private async keep(carrier: string, last_id: string, now: Date): Promise<boolean> {
    const lease_until = later(now, LEASE_MS).toISOString();
    const changes = { last_id, lease_until };
    const changed = await this.transactions.run((tx) => tx.update(Inbox, { carrier, holder: this.server }, changes));
    return changed === 1;
  }

  private async end(carrier: string, open: Set<string>, now: Date): Promise<null> {
    const looked_at = now.toISOString();
    await this.transactions.run((tx) => tx.update(Inbox, { carrier, holder: this.server }, { looked_at }));
    for (const id of this.seenAt.keys()) if (!open.has(id)) this.seenAt.delete(id);
    return null;
  }

  /** Adds to `open` what is not settled. A number whose text fails waits with the rest of its texts; returns the first failure. */
  private async settleAll(messages: InboxMessage[], since: string, open: Set<string>, clock: () => Date) {
    const known = await this.listSettled(messages);
    const byNumber = new Map<string, InboxMessage[]>();
    for (const message of messages.filter(({ id }) => !known.has(id))) {
      const own = byNumber.get(message.from);
      if (own) own.push(message);
      else byNumber.set(message.from, [message]);
    }
    let failure: Error | undefined;
    const settleOf = async (own: InboxMessage[]) => {
      for (const message of own) {
        if (this.stopped.signal.aborted) return;
        if ((await this.settle(message, since, clock())) === 'settled') open.delete(message.id);
      }
    };
    const numbers = byNumber.values(); // one walk over them, shared by all lanes
    const walk = async () => {
      for (const own of numbers) {
        for (const { id } of own) open.add(id);
        await settleOf(own).catch((error: Error) => (failure ??= error));
      }
    };
    await Promise.all(Array.from({ length: LANES }, walk));
    return failure;
  }

  private async settle(message: InboxMessage, since: string, now: Date): Promise<'settled' | 'waiting'> {
    const at = timeOf(message.date);
    const from = numberOf(message.from, this.env.defaults.region);
    if (from === '' || !this.isOurs(message) || (at !== null && at < since)) return 'settled';
    const seenAt = this.seenAt.get(message.id) ?? now.getTime();
    this.seenAt.set(message.id, seenAt);
    const sentAt = Math.min(seenAt, at === null ? seenAt : Date.parse(at));
    const mayWait = now.getTime() < sentAt + GRACE_MS;
    const text = {
      ...{ from, text: heardText(message.text.replaceAll('\0', '')) },
      ...{ carrier: this.inbox!.carrier, carrierId: message.id, isProven: true, isInInbox: true },
    };
    return this.transactions.run((tx) => this.arrivals.settleFound(tx, text, { id: message.id, at }, mayWait, now));
  }

  /** An account may have other short codes, for other services. */
  private isOurs({ to }: InboxMessage): boolean {
    const sender = this.env.africasTalking?.senderId;
    return to === null || sender === undefined || digitsOf(to) === digitsOf(sender);
  }

  private async listSettled(messages: InboxMessage[]): Promise<Set<string>> {
    const json = JSON.stringify(messages.map(({ id }) => [id]));
    const rows = await this.reads.sql<{ inbox_id: string }>`SELECT inbox_id FROM arrivals
      WHERE inbox_id IN (SELECT given.value->>0 FROM ${EACH_OF} ${json} ${AS_ROWS} AS given)`;
    return new Set(rows.map(({ inbox_id }) => inbox_id));
  }
}

/**
 * How far the inbox need not be asked for again: to before what is open, and before what the carrier received after
 * `recent`, since it may still add one with a smaller number.
 */
function lastPassed(messages: InboxMessage[], open: Set<string>, recent: Date): string | undefined {
  const isRecent = (date: string | null) => (timeOf(date) ?? '') > recent.toISOString();
  const first = messages.findIndex(({ id, date }) => open.has(id) || isRecent(date));
  return (first < 0 ? messages.at(-1) : messages[first - 1])?.id;
}
