/** A listener of its own for the metrics, where one is wanted: it asks for no credential and serves nothing else. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { MetricsService } from './metrics.service.js';

// Whoever scrapes needs one or two.
const MOST_CONNECTIONS = 16;
const REQUEST_TIMEOUT_MS = 5_000;
const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' };

@Injectable()
export class MetricsPortService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('metrics');
  private server: Server | null = null;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(MetricsService) private readonly metrics: MetricsService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { port, host } = this.env.metrics;
    if (port === null) return;
    const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS });
    server.maxConnections = MOST_CONNECTIONS;
    server.on('request', (request, response) => void this.answer(request, response));
    server.listen(port, host);
    await once(server, 'listening').catch(({ message }: Error) => {
      throw new Error(`METRICS_PORT or METRICS_HOST cannot be listened on (${message})`);
    });
    server.on('error', ({ message }) => this.log.warn(`metrics: ${message}`));
    this.server = server;
    const bound = server.address() as AddressInfo;
    this.log.log(`metrics without a credential on port ${bound.port} of ${host}`);
  }

  async onModuleDestroy(): Promise<void> {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url !== '/metrics') return void response.writeHead(404, TEXT).end('Only /metrics is here\n');
    if (method !== 'GET' && method !== 'HEAD') {
      return void response.writeHead(405, { ...TEXT, Allow: 'GET, HEAD' }).end('Only GET and HEAD\n');
    }
    try {
      const { text, mediaType } = await this.metrics.write();
      response.writeHead(200, { 'Content-Type': mediaType, 'Cache-Control': 'no-store' }).end(text);
    } catch (error) {
      this.log.error(`metrics could not be written: ${(error as Error).message}`);
      response.writeHead(500, TEXT).end('Metrics could not be written; the log says why\n');
    }
  }
}
