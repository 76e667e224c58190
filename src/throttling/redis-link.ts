/** The connection to Redis: given up at its first fault, tried anew every second. It says when Redis is away, and when it is back. */
import { Logger } from '@nestjs/common';
import type { RedisClientType } from '@redis/client';
import { COUNT_SCRIPT } from './count-script.js';
import { NOTHING, type Recalled } from './window-counter.js';

// Waited once an outage, by the requests of that moment; a busy machine needs more than a quarter of a second.
const ANSWER_MS = 500;
// At start this process is busy with itself: connecting must not fail for that.
const CONNECT_MS = 5_000;
const RETRY_MS = 1_000;
const PREFIX = 'ndiyo:limit:';

type Client = RedisClientType<Record<never, never>, Record<never, never>, Record<never, never>, 2>;

export class RedisLink {
  private readonly log = new Logger('limits');
  /** The connection that is tried or in use. */
  private client: Client | null = null;
  private state: 'new' | 'up' | 'away' | 'closed' = 'new';

  private constructor(private readonly url: string) {}

  /** Resolves with Redis, or without it: at once where it refuses, after five seconds where it only hangs. */
  static async open(url: string): Promise<RedisLink> {
    const link = new RedisLink(url);
    await link.connect();
    return link;
  }

  get isUp(): boolean {
    return this.state === 'up';
  }

  /** Null: Redis is away. `known` is what this process remembers of the window, see count-script.ts. */
  async count(key: string, windowMs: number, known: Recalled): Promise<Recalled | null> {
    const { client } = this;
    if (!this.isUp || client === null) return null;
    try {
      return await within(ANSWER_MS, countWith(client, key, windowMs, known));
    } catch (error) {
      this.lose(client, error);
      return null;
    }
  }

  close(): void {
    this.state = 'closed';
    this.client?.destroy();
    this.client = null;
  }

  private async connect(): Promise<void> {
    const client = await makeClient(this.url);
    if (this.state === 'closed') return;
    this.client = client;
    client.on('error', (error) => this.lose(client, error));
    try {
      // One that answers but does not count (a replica, a full memory) is away as well.
      const trial = () => countWith(client, 'trial', 1, NOTHING);
      await within(CONNECT_MS, client.connect().then(trial));
    } catch (error) {
      this.lose(client, error);
      return;
    }
    if (this.client !== client) return; // lost or closed meanwhile
    if (this.state === 'away') this.log.warn('Redis is back: limits are counted there again');
    this.state = 'up';
  }

  /** Once for each connection, however many of its calls fail. */
  private lose(client: Client, error: unknown): void {
    if (this.client !== client) return;
    this.client = null;
    client.destroy();
    if (this.state !== 'away') {
      this.log.warn(`Redis is away (${reasonOf(error)}): limits are counted in each process until it is back`);
    }
    this.state = 'away';
    setTimeout(() => void this.connect(), RETRY_MS).unref();
  }
}

async function makeClient(url: string): Promise<Client> {
  const { createClient } = await import('@redis/client'); // costs a quarter of a second: only for whoever has a Redis
  return createClient({
    url,
    RESP: 2, // any Redis since 5 speaks it, and its handshake sends the password in AUTH alone
    socket: { connectTimeout: CONNECT_MS, reconnectStrategy: false },
    commandOptions: { timeout: undefined }, // within() is cheaper, and ends also what was already sent
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  });
}

async function countWith(client: Client, key: string, windowMs: number, known: Recalled): Promise<Recalled> {
  const { hits, leftMs, endsThereAt } = known;
  const values = { keys: [PREFIX + key], arguments: [windowMs, hits, leftMs, endsThereAt].map(String) };
  const [counted, left, ends] = (await client.eval(COUNT_SCRIPT, values)) as number[];
  return { hits: counted!, leftMs: left!, endsThereAt: ends! };
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // Where this process stalled, the answer may be here unread: one more look before Redis is blamed.
    const timer = setTimeout(() => setImmediate(reject, new Error('no answer in time')), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Never the sentence of a server: it may repeat what it was sent, the password too. */
function reasonOf(error: unknown): string {
  const { code, message = '' } = error as NodeJS.ErrnoException;
  const [kind] = /^[A-Z]{3,20}\b/.exec(message) ?? [];
  return code ?? kind ?? 'no answer';
}
