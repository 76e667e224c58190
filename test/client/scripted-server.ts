/** A small real HTTP server that answers as a test tells it, and remembers byte for byte what it was sent. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  method: string;
  /** Path and query, as they stood in the request line. */
  target: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: unknown;
}

/** 'reset' breaks the connection once the request is in; 'silence' never answers. */
export type Script = (request: Received, count: number) => Reply | 'reset' | 'silence' | Promise<Reply>;

export interface ScriptedServer {
  url: string;
  received: Received[];
  close(): Promise<void>;
}

export async function startServer(script: Script): Promise<ScriptedServer> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: target = '', headers } = request;
    const one = { method, target, headers, body: Buffer.concat(chunks) };
    received.push(one);
    const reply = await script(one, received.length);
    if (reply === 'silence') return;
    if (reply === 'reset') return void request.socket.destroy();
    const isText = typeof reply.body === 'string';
    const type = isText ? 'text/html' : reply.status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(reply.status, { 'Content-Type': type, ...reply.headers });
    response.end(isText || reply.body === undefined ? reply.body : JSON.stringify(reply.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const problem = (kind: string, status: number, more: object = {}): Reply => ({
  status,
  body: { type: `/problems/${kind}`, title: 'No', status, detail: `It is ${kind}`, request_id: 'r1', ...more },
});

/** What a promise is rejected with. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into any error
export const failure = (work: Promise<unknown>): Promise<any> =>
  work.then(
    (value) => {
      throw new Error(`it did not fail, but gave ${JSON.stringify(value)}`);
    },
    (error) => error,
  );
