/** LISTEN and NOTIFY on a connection of their own: a full pool holds up no tidings, and tidings hold up no transaction. */
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { uuidv7 } from '../crypto/ids.js';
import { Tidings } from './tidings.js';

const CHANNEL = 'ndiyo';
// What is told in a moment goes together: ten a second at most, whatever is recorded.
const GATHER_MS = 100;
// While the connection is gone every server still looks by itself each second.
const AGAIN_MS = 1_000;
const CONNECT_WITHIN_MS = 2_000;

export class PostgresTidings extends Tidings {
  private readonly log = new Logger('tidings');
  private readonly name = uuidv7();
  private readonly untold = new Set<string>();
  private readonly closed = new AbortController();
  private client: pg.Client | null = null;
  private listening: Promise<void> | null = null;
  private isTroubled = false;

  constructor(private readonly url: string) {
    super();
  }

  /** A command that listens to nothing opens no connection. */
  override whenTold(topic: string, listener: () => void): void {
    super.whenTold(topic, listener);
    this.listening ??= this.listenOn();
  }

  tell(topic: string): void {
    if (this.untold.size === 0) setTimeout(() => this.send(), GATHER_MS).unref();
    this.untold.add(topic);
  }

  async close(): Promise<void> {
    this.send();
    this.closed.abort();
    await this.client?.end().catch(() => {});
    await this.listening;
  }

  private send(): void {
    const topics = [...this.untold];
    this.untold.clear();
    if (topics.length === 0 || this.client === null) return;
    this.client.query('SELECT pg_notify($1, $2)', [CHANNEL, [this.name, ...topics].join(' ')]).catch(() => {});
  }

  private async listenOn(): Promise<void> {
    while (!this.closed.signal.aborted) {
      await this.listenOnce().catch((error: Error) => this.told(error.message));
      await pause(AGAIN_MS, undefined, { signal: this.closed.signal }).catch(() => {});
    }
  }

  /** Until the connection ends, one way or another. */
  private async listenOnce(): Promise<void> {
    const { default: pg } = await import('pg'); // not on SQLite: it would take a twentieth of the start
    const client = new pg.Client({
      connectionString: this.url,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      keepAlive: true,
    });
    const ended = new Promise<string>((resolve) => {
      client.once('end', () => resolve('the connection ended'));
      client.on('error', ({ message }) => resolve(message));
    });
    client.on('notification', ({ payload = '' }) => {
      const [sender, ...topics] = payload.split(' ');
      if (sender !== this.name) this.heard(topics);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      if (this.closed.signal.aborted) return;
      this.client = client;
      if (this.isTroubled) this.log.log('other servers are heard again');
      this.isTroubled = false;
      this.mayHaveMissed();
      this.told(await ended);
    } finally {
      this.client = null;
      await client.end().catch(() => {});
    }
  }

  private told(trouble: string): void {
    if (this.isTroubled || this.closed.signal.aborted) return;
    this.isTroubled = true;
    this.log.warn(`other servers are not heard (${trouble}); until they are, this one looks by itself each second`);
  }
}
