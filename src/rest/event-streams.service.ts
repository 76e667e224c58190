/** Holds the open streams: so many at most, none for longer than its reader may and does read, none when the service stops. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type FeedPage, FeedService } from '../feed/feed.service.js';
import { FeedWorker } from '../feed/feed.worker.js';
import { writeCursor } from '../feed/feed-cursor.js';
import { Problem } from '../problems/problem.js';
import { Stopping } from '../stopping.js';
import { EventStream, type Following, type ReadFeed } from './event-stream.js';

const PER_CALLER = 10;
const AT_MOST = 200; // in this process: each reads by itself when the feed has grown
const RETRY_AFTER = { 'Retry-After': '30' };
// A credential that has ended is noticed within so long.
const TEND_MS = 20_000;
// Something is sent every 15 seconds: whoever takes nothing for so long does not read.
const STALLED_MS = 40_000;
const STOP_WAIT_MS = 2_000;

export interface Reader {
  /** Whose streams are counted together. */
  who: string;
  following: Following;
  /** Where the text goes. */
  raw: ServerResponse;
  /** Whether its caller would be let in still. */
  isAllowed(): Promise<boolean>;
}

type Open = Reader & { stream: EventStream; closed: Promise<void> };

@Injectable()
export class EventStreamsService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly open = new Set<Open>();
  private readonly pages = new Map<string, Promise<FeedPage>>();
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;

  constructor(
    @Inject(FeedService) private readonly feed: FeedService,
    @Inject(FeedWorker) private readonly worker: FeedWorker,
    @Inject(Stopping) stopping: Stopping,
  ) {
    stopping.whenBegun(() => this.end());
  }

  onApplicationBootstrap(): void {
    this.worker.whenNews(() => {
      for (const { stream } of this.open) stream.wake();
    });
    this.timer = setInterval(() => void this.tend(Date.now()), TEND_MS);
  }

  async onModuleDestroy(): Promise<void> {
    this.end();
    await Promise.race([
      Promise.all([...this.open].map(({ closed }) => closed)),
      pause(STOP_WAIT_MS, undefined, { ref: false }),
    ]);
    for (const { raw } of this.open) raw.destroy();
  }

  get openCount(): number {
    return this.open.size;
  }

  /** Its readers go on at another server, from where they were. */
  private end(): void {
    this.isStopping = true;
    clearInterval(this.timer);
    for (const { stream } of this.open) stream.end();
  }

  /** The text of a stream that begins now. */
  follow(reader: Reader): Readable {
    this.assertRoom(reader.who);
    const { following, raw } = reader;
    const stream = new EventStream(following, this.readTogether);
    // A browser comes again after a stream that has ended, and never after a refusal.
    if (raw.destroyed || this.isStopping) stream.end();
    else this.hold(reader, stream);
    return Readable.from(stream.frames());
  }

  private hold(reader: Reader, stream: EventStream): void {
    let leave = () => {};
    const closed = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const one: Open = { ...reader, stream, closed };
    this.open.add(one);
    reader.raw.once('close', () => {
      this.open.delete(one);
      stream.end();
      leave();
    });
  }

  /** Ends the streams of those who may not follow any more, and of those who do not read. */
  async tend(now: number): Promise<void> {
    for (const one of [...this.open]) {
      if (now - one.stream.takenAt > STALLED_MS) one.raw.destroy();
      else if (!(await mayStay(one))) one.stream.end();
    }
  }

  private assertRoom(who: string): void {
    const own = [...this.open].filter((one) => one.who === who).length;
    if (own >= PER_CALLER) {
      const detail = `A caller may follow at most ${PER_CALLER} streams of events at a time; close one`;
      throw new Problem('too-many-requests', detail, { headers: RETRY_AFTER });
    }
    if (this.open.size >= AT_MOST) throw full(`At most ${AT_MOST} streams of events are open at a time`);
  }

  /** Those who wait at the same place of the same account look once. */
  private readonly readTogether: ReadFeed = (cursor, accountId) => {
    const place = `${accountId ?? '*'} ${writeCursor(cursor)}`;
    const read = this.pages.get(place) ?? this.feed.after(cursor, accountId).finally(() => this.pages.delete(place));
    this.pages.set(place, read);
    return read;
  };
}

const full = (detail: string): Problem => new Problem('unavailable', detail, { headers: RETRY_AFTER });

/** What cannot be known for the moment ends no stream. */
const mayStay = ({ isAllowed }: Open): Promise<boolean> =>
  isAllowed().catch((error) => !(error instanceof Problem) || error.status >= 500);
