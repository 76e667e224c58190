/** Follows the feed, and puts what each endpoint wants to hear of into its queue: once, however many servers there are. */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type FeedItem, FeedService } from '../feed/feed.service.js';
import { FeedWorker } from '../feed/feed.worker.js';
import { type FeedCursor, isSame, parseCursor, writeCursor } from '../feed/feed-cursor.js';
import { findLastCheckpoint } from '../log/log-tree.js';
import { type WebhookEndpoint, WebhookFanOut } from '../persistence/webhook.entities.js';
import { Reads } from '../transactions/reads.js';
import { FOR_UPDATE } from '../transactions/sql.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { DeliveryWorker } from './delivery.worker.js';
import { addDelivery, refreshDue, type WebhookEvent } from './delivery-queue.js';
import { CHECKPOINT, wants } from './event-types.js';

// The feed tells its news; this is for what failed, and for checkpoints.
const TURN_MS = 2_000;
// Items of one transaction, each for at most 20 endpoints.
const AT_ONCE = 50;
const CHECKPOINT_EVERY_MS = 10_000;
// With nobody to tell, the place in the feed is written down so often.
const SKIP_EVERY_MS = 10_000;
const ID = 'feed';

@Injectable()
export class FanOutWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('webhooks');
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  private isStopped = false;
  private isTurning = false;
  private hasNews = false;
  private skippedAt = Number.NEGATIVE_INFINITY;
  private leaveFeed: () => void = () => {};

  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(FeedService) private readonly feed: FeedService,
    @Inject(FeedWorker) private readonly feedWorker: FeedWorker,
    @Inject(DeliveryWorker) private readonly deliveries: DeliveryWorker,
  ) {}

  onApplicationBootstrap(): void {
    this.leaveFeed = this.feedWorker.whenNews(() => {
      this.hasNews = true;
      if (!this.isTurning) this.schedule(0);
    });
    this.schedule(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    this.leaveFeed();
    clearTimeout(this.timer);
    await this.turn;
  }

  private schedule(inMs: number): void {
    if (this.isStopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      [this.isTurning, this.hasNews] = [true, false];
      this.turn = this.comeRound()
        .catch((error: Error) => this.log.warn(`will come again: ${error.message}`))
        .finally(() => {
          this.isTurning = false;
          this.schedule(this.hasNews ? 0 : TURN_MS);
        });
    }, inMs);
  }

  /** Up to the end of the feed. */
  async comeRound(): Promise<void> {
    const state = (await this.find()) ?? (await this.begin());
    if (await this.skip(state)) return;
    while (await this.takePage());
    await this.tellCheckpoint(state, new Date());
  }

  private async find(): Promise<WebhookFanOut | undefined> {
    return (await this.reads.sql<WebhookFanOut>`SELECT * FROM webhook_fan_out WHERE id = ${ID}`)[0];
  }

  private async begin(): Promise<WebhookFanOut> {
    const [head, last] = [await this.feed.head(), await findLastCheckpoint(this.reads)];
    const first = { id: ID, position: writeCursor(head), told_seq: last?.seq ?? 0, told_at: new Date(0).toISOString() };
    await this.transactions.run((tx) => tx.insertNew(WebhookFanOut, first));
    return (await this.find())!;
  }

  /** True with nobody to tell. An endpoint that is made after the look begins where the feed ends then: here or later. */
  private async skip({ position }: WebhookFanOut): Promise<boolean> {
    const head = writeCursor(await this.feed.head());
    if ((await this.reads.sql`SELECT 1 FROM webhook_endpoints LIMIT 1`).length > 0) return false;
    if (head !== position && performance.now() - this.skippedAt >= SKIP_EVERY_MS) {
      this.skippedAt = performance.now();
      await this.transactions.run((tx) => tx.update(WebhookFanOut, { id: ID, position }, { position: head }));
    }
    return true;
  }

  /** False at the end of the feed. */
  private async takePage(): Promise<boolean> {
    let from = parseCursor((await this.find())!.position)!;
    const page = await this.feed.after(from, null);
    for (let i = 0; i < page.items.length || !isSame(from, page.cursor); i += AT_ONCE) {
      const items = page.items.slice(i, i + AT_ONCE);
      const to = i + AT_ONCE < page.items.length ? items.at(-1)!.cursor : page.cursor;
      const isMoved = await this.transactions.run((tx) => this.fanOut(tx, items, from, to));
      if (!isMoved) return true; // another server was here: on from where it stopped
      from = to;
    }
    return !this.isStopped && !page.isAtEnd;
  }

  private async fanOut(tx: Tx, items: FeedItem[], from: FeedCursor, to: FeedCursor): Promise<boolean> {
    const moved = await tx.update(
      WebhookFanOut,
      { id: ID, position: writeCursor(from) },
      { position: writeCursor(to) },
    );
    if (moved === 0) return false;
    const accounts = [...new Set(items.map(({ accountId }) => accountId))].sort();
    for (const accountId of accounts) {
      const endpoints = await tx.sql<WebhookEndpoint>`SELECT * FROM webhook_endpoints
        WHERE account_id = ${accountId} AND deleted_at IS NULL ORDER BY id ${FOR_UPDATE}`;
      const own = items.filter((item) => item.accountId === accountId);
      for (const endpoint of endpoints) {
        const wanted = own.filter((item) => wants(endpoint.event_types, item.type) && isLater(item, endpoint));
        await this.tell(tx, endpoint.id, wanted.map(eventOf));
      }
    }
    return true;
  }

  /** What another server told is not told again: the queue knows each event once. */
  private async tell(tx: Tx, endpointId: string, events: WebhookEvent[]): Promise<void> {
    if (events.length === 0) return;
    const now = new Date();
    for (const event of events) await addDelivery(tx, endpointId, event, now);
    await refreshDue(tx, endpointId);
    tx.afterCommit(() => this.deliveries.poke());
  }

  /** The last one only, and not too often. */
  private async tellCheckpoint({ told_seq, told_at }: WebhookFanOut, now: Date): Promise<void> {
    if (now.getTime() - Date.parse(told_at) < CHECKPOINT_EVERY_MS) return;
    const last = await findLastCheckpoint(this.reads);
    if (!last || last.seq === told_seq || !(await this.isAsked())) return;
    const { seq, tree_size, root, note } = last;
    const timestamp = now.toISOString();
    const event = { id: `evt_checkpoint_${seq}`, type: CHECKPOINT, timestamp, data: { tree_size, root, note } };
    await this.transactions.run(async (tx) => {
      const told = { told_seq: seq, told_at: timestamp };
      if ((await tx.update(WebhookFanOut, { id: ID, told_seq }, told)) === 0) return;
      const asking = await tx.sql<{ id: string }>`SELECT id FROM webhook_endpoints
        WHERE deleted_at IS NULL AND event_types LIKE '%log.checkpoint%' ORDER BY id ${FOR_UPDATE}`;
      for (const { id } of asking) await this.tell(tx, id, [event]);
    });
  }

  private async isAsked(): Promise<boolean> {
    const asking = await this.reads.sql`SELECT 1 FROM webhook_endpoints
      WHERE deleted_at IS NULL AND event_types LIKE '%log.checkpoint%' LIMIT 1`;
    return asking.length > 0;
  }
}

const isLater = ({ cursor }: FeedItem, { start_leaves, start_positions }: WebhookEndpoint): boolean =>
  cursor.leaves > start_leaves || cursor.positions > start_positions;

/** Of a contract's event, without the reason: that is somebody's own words, which stay where they can be erased. */
function eventOf({ id, type, at, data }: FeedItem): WebhookEvent {
  const { reason: _, ...rest } = data;
  return { id, type, timestamp: at, data: type.startsWith('contract.') ? rest : data };
}
