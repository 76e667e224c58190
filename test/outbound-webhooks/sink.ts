/** A receiver of webhooks on the loopback, which answers as it is told and keeps what it got. */
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { verifyWebhook, type WebhookEvent } from '../../src/client/client.js';

export interface Received {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  event: WebhookEvent;
}
export type Reaction = (received: Received, response: ServerResponse) => void;

export const accept: Reaction = (_, response) => void response.end('thanks');
export const answer =
  (status: number, headers: Record<string, string> = {}, text = ''): Reaction =>
  (_, response) =>
    void response.writeHead(status, headers).end(text);
/** Never answers. */
export const hang: Reaction = () => {};

export async function startSink(host = '127.0.0.1', tls?: { cert: string; key: string }) {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const reactions = new Map<string, Reaction>();
  let connections = 0;
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const path = request.url!;
      const one = { path, headers: request.headers, body, event: body === '' ? null : JSON.parse(body) };
      received.push(one);
      (reactions.get(path) ?? accept)(one, response);
    });
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => {}));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (path: string) => `${tls ? 'https' : 'http'}://${host}:${port}${path}`,
    port,
    received,
    at: (path: string) => received.filter((one) => one.path === path),
    /** What is sent to the path is answered so from now on. */
    react: (path: string, reaction: Reaction) => void reactions.set(path, reaction),
    connections: () => connections,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Sink = Awaited<ReturnType<typeof startSink>>;

export const isSignedBy = (keys: { secrets?: string; publicKeys?: string }, { headers, body }: Received) =>
  verifyWebhook({ ...keys, headers, body }).then(
    () => true,
    () => false,
  );
