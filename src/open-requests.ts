/** The requests under way. When the service stops, each answer is the last on its connection, and all are waited for. */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

const LOOK_MS = 10;
// The door is closed when nobody has asked for so long, or after that long. Whoever keeps a connection and asks more often
// hears in an answer that it ends.
const SILENT_MS = 25;
const LAST_CALL_MS = 300;
// One connection is taken in each turn of the loop, so that after a turn that took none, none waits: but for those that
// came while the rest of that turn was worked off, unless it was short.
const TURNS = 2_000;
const SHORT_TURN_MS = 0.5;
// A connection on which nothing was ever asked (browsers and proxies open some ahead) ends after so long.
const UNUSED_MS = 500;

export class OpenRequests {
  private readonly open = new Set<ServerResponse>();
  private isLast = false;
  private lastAt = Number.NEGATIVE_INFINITY;
  private readonly server: Server;

  constructor(private readonly fastify: FastifyInstance) {
    this.server = fastify.server as Server;
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
    this.lastAt = performance.now();
    for (const response of this.open) if (!response.headersSent) response.setHeader('Connection', 'close');
  }

  /** Takes no connection any more. Returns how many requests were cut off because they took longer than that. */
  async finish(atMostMs: number): Promise<number> {
    const giveUpAt = performance.now() + atMostMs;
    const lastCallAt = performance.now() + LAST_CALL_MS;
    while (performance.now() < lastCallAt && this.silentMs() < SILENT_MS) await pause(LOOK_MS);
    await this.closeDoor();
    let isClosed = false;
    const closed = this.fastify.close().then(() => {
      isClosed = true;
    });
    while (!isClosed && performance.now() < giveUpAt && (this.open.size > 0 || this.silentMs() < UNUSED_MS)) {
      await Promise.race([closed, pause(LOOK_MS)]);
    }
    const cut = this.open.size;
    this.server.closeAllConnections();
    await closed;
    return cut;
  }

  /** Whoever is connected and not yet taken would be cut by the closing: all are taken before it, and heard after it. */
  private async closeDoor(): Promise<void> {
    const { server } = this;
    const listeners = server.listeners('connection') as ((socket: Socket) => void)[];
    const taken: Socket[] = [];
    server.removeAllListeners('connection').on('connection', (socket: Socket) => void taken.push(socket));
    for (let turns = 0; turns < TURNS; turns++) {
      const [before, began] = [taken.length, performance.now()];
      await breathe();
      if (taken.length === before && performance.now() - began < SHORT_TURN_MS) break;
    }
    server.close();
    server.removeAllListeners('connection');
    for (const listener of listeners) server.on('connection', listener);
    for (const socket of taken) server.emit('connection', socket);
  }

  private silentMs(): number {
    return this.open.size > 0 ? 0 : performance.now() - this.lastAt;
  }
}
