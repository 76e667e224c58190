/** Receivers that mean harm, by the path they listen on. */
import type { ServerResponse } from 'node:http';
import { answer, hang, type Reaction } from '../../test/outbound-webhooks/sink.js';

export const METADATA = 'http://169.254.169.254/latest/meta-data/';

/** Says this much, then a byte now and then. */
const drip =
  (begin: string, drop = 'x'): Reaction =>
  (_, { socket }) => {
    socket!.write(begin);
    const timer = setInterval(() => socket!.write(drop), 200);
    socket!.on('close', () => clearInterval(timer));
  };

function endless(response: ServerResponse): void {
  while (!response.destroyed && response.write('x'.repeat(65_536)));
  if (!response.destroyed) response.once('drain', () => endless(response));
}

/** These are given up after 15 s. */
export const SLOW: Record<string, Reaction> = {
  '/hang-1': hang,
  '/hang-2': hang,
  '/hang-3': hang,
  '/drip-body': drip('HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n'),
  '/drip-head': drip('HTTP/1.1 200 OK\r\nX-Slow: '),
  '/drip-continue': drip('', 'HTTP/1.1 100 Continue\r\n\r\n'),
};

export const OTHERS: Record<string, Reaction> = {
  '/endless': (_, response) => endless(response.writeHead(200)),
  '/redirect-metadata': answer(302, { Location: METADATA }),
  '/redirect-here': answer(307, { Location: '/redirected' }),
  '/huge-head': answer(200, { 'X-Huge': 'x'.repeat(500_000) }),
  '/cut': (_, response) => void response.socket!.destroy(),
  '/not-http': (_, response) => void response.socket!.end('220 mail\r\n'),
};
