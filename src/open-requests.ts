/** The requests under way. When the service stops, each answer is the last on its connection, and all are waited for. */
import type { Server, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

const LOOK_MS = 10;
// A connection on which nobody has asked for so long is closed; whoever asks more often hears of it in an answer. A request
// and the closing of its connection may still meet on the way: HTTP/1.1 has no remedy for that.
const SILENT_MS = 50;
const LAST_CALL_MS = 300;
// A connection on which nothing was ever asked (browsers and proxies open some ahead) ends after so long.
const UNUSED_MS = 500;

export class OpenRequests {
  private readonly open = new Set<ServerResponse>();
  private isLast = false;
  private lastAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly fastify: FastifyInstance) {
    fastify.addHook('onRequest', (_, { raw }, done) => {
      this.open.add(raw);
      if (this.isLast) raw.setHeader('Connection', 'close');
      raw.once('close', () => {
        this.open.delete(raw);
        this.lastAt = performance.now();
      });
      done();
    });
  }

  /** From now on each answer ends its connection; new connections are still taken. */
  endConnections(): void {
    this.isLast = true;
    for (const response of this.open) if (!response.headersSent) response.setHeader('Connection', 'close');
  }

  /** Takes no connection any more. Returns how many requests were cut off because they took longer than that. */
  async finish(atMostMs: number): Promise<number> {
    const giveUpAt = performance.now() + atMostMs;
    const lastCallAt = performance.now() + LAST_CALL_MS;
    while (performance.now() < lastCallAt && this.silentMs() < SILENT_MS) await pause(LOOK_MS);
    let isClosed = false;
    const closed = this.fastify.close().then(() => {
      isClosed = true;
    });
    while (!isClosed && performance.now() < giveUpAt && (this.open.size > 0 || this.silentMs() < UNUSED_MS)) {
      await Promise.race([closed, pause(LOOK_MS)]);
    }
    const cut = this.open.size;
    (this.fastify.server as Server).closeAllConnections();
    await closed;
    return cut;
  }

  private silentMs(): number {
    return this.open.size > 0 ? 0 : performance.now() - this.lastAt;
  }
}
