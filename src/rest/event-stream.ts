/** One reader's events as server-sent events (WHATWG HTML, 9.2): each is made when it can be taken, so a slow reader costs no memory. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { FeedItem, FeedPage } from '../feed/feed.service.js';
import { type FeedCursor, writeCursor } from '../feed/feed-cursor.js';
import { maskPhonesIn } from '../phones/phone-number.js';

const HEARTBEAT_MS = 15_000;
// How long a reader waits before it comes again.
const RETRY_MS = 1_000;

export const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no', // nginx would gather the events
  Connection: 'close', // what has ended stays in nobody's pool: the service can stop
};

export interface Following {
  /** Null for whoever sees all accounts. */
  accountId: string | null;
  /** Null for all. */
  types: ReadonlySet<string> | null;
  cursor: FeedCursor;
}

export type ReadFeed = (cursor: FeedCursor, accountId: string | null) => Promise<FeedPage>;

export class EventStream {
  /** When its reader last took something. */
  takenAt = Date.now();
  private isOver = false;
  private hasNews = false;
  private wakeUp: () => void = () => {};

  constructor(
    private readonly following: Following,
    private readonly read: ReadFeed,
    private readonly heartbeatMs = HEARTBEAT_MS,
  ) {}

  /** The feed has grown. */
  wake(): void {
    this.hasNews = true;
    this.wakeUp();
  }

  end(): void {
    this.isOver = true;
    this.wakeUp();
  }

  async *frames(): AsyncGenerator<string> {
    const { accountId, types } = this.following;
    let { cursor } = this.following;
    // Told at once: who loses the connection before the first event misses nothing either.
    yield `retry: ${RETRY_MS}\n${idLine(cursor)}\n`;
    while (!this.isOver) {
      this.hasNews = false;
      const page = await this.read(cursor, accountId);
      for (const item of page.items) {
        if (types !== null && !types.has(item.type)) continue;
        yield frame(item);
        this.takenAt = Date.now();
        if (this.isOver) return;
      }
      cursor = page.cursor;
      if (page.isAtEnd) await this.rest(this.takenAt + this.heartbeatMs - Date.now());
      else await breathe(); // a long way through what is not for this reader
      if (Date.now() - this.takenAt < this.heartbeatMs) continue;
      // A comment keeps proxies from closing; the id lets a reader of few events go on from here.
      yield `: still here\n${idLine(cursor)}\n`;
      this.takenAt = Date.now();
    }
  }

  private async rest(ms: number): Promise<void> {
    if (this.hasNews || this.isOver) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const idLine = (cursor: FeedCursor): string => `id: ${writeCursor(cursor)}\n`;

/** JSON holds no line end. */
function frame({ cursor, type, at, data }: FeedItem): string {
  const text = maskPhonesIn(JSON.stringify({ type, timestamp: at, data }));
  return `${idLine(cursor)}event: ${type}\ndata: ${text}\n\n`;
}
