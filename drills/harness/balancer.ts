/**
 * What stands before several servers: asks each /readyz, turns away from who is not ready, takes another one when a
 * connection is refused, and repeats nothing that it has begun to send.
 */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { undoAtEnd } from './cleanup.js';
import { get } from './client.js';

const LOOK_MS = 100;

export class Balancer {
  url = '';
  /** What it had to answer itself, and why the first time. */
  unserved = 0;
  firstReason: string | null = null;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 256 });
  private readonly ready = new Set<string>();
  private turn = 0;

  private constructor(private readonly upstreams: () => string[]) {}

  /** `upstreams` is asked again and again: a server that was started again listens elsewhere. */
  static async start(upstreams: () => string[]): Promise<Balancer> {
    const balancer = new Balancer(upstreams);
    const server = createServer((asked, answer) => balancer.pass(asked, answer, balancer.choose()));
    server.keepAliveTimeout = 60_000;
    await balancer.look();
    const timer = setInterval(() => void balancer.look(), LOOK_MS);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    undoAtEnd(() => {
      clearInterval(timer);
      server.close();
      server.closeAllConnections();
    });
    balancer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return balancer;
  }

  isReady(url: string): boolean {
    return this.ready.has(url);
  }

  private async look(): Promise<void> {
    const look = async (url: string) => {
      const isReady = await get(url, '/readyz').then(
        ({ status }) => status === 200,
        () => false,
      );
      if (isReady) this.ready.add(url);
      else this.ready.delete(url);
    };
    await Promise.all(this.upstreams().map(look));
  }

  /** In turns, those that are ready first. */
  private choose(): string[] {
    const ready = this.upstreams().filter((url) => this.ready.has(url));
    this.turn += 1;
    return ready.map((_, i) => ready[(i + this.turn) % ready.length]!);
  }

  private pass(asked: IncomingMessage, answer: ServerResponse, [url, ...others]: string[]): void {
    if (url === undefined) {
      this.giveUp(answer, 503, 'no server is ready');
      return;
    }
    const headers = { ...asked.headers, 'x-forwarded-for': asked.socket.remoteAddress ?? '' };
    const sent = request(url + asked.url, { method: asked.method, headers, agent: this.agent }, (heard) => {
      const { connection: _, 'keep-alive': __, ...told } = heard.headers;
      answer.writeHead(heard.statusCode!, told);
      heard.pipe(answer);
      heard.once('aborted', () => answer.destroy());
    });
    sent.once('error', (error: NodeJS.ErrnoException) => {
      this.ready.delete(url);
      if (error.code === 'ECONNREFUSED') this.pass(asked, answer, others);
      else this.giveUp(answer, 502, error.message);
    });
    sent.once('socket', (socket) => {
      // Only once it is connected: whoever is refused has taken nothing of the body.
      if (socket.connecting) socket.once('connect', () => asked.pipe(sent));
      else asked.pipe(sent);
    });
  }

  private giveUp(answer: ServerResponse, status: number, reason: string): void {
    this.unserved += 1;
    this.firstReason ??= reason;
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(status, { 'Content-Type': 'text/plain', 'Retry-After': '1' }).end(reason);
  }
}
