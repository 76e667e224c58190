/** What the sender itself does with addresses that must not be reached: every socket it opens is counted. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { WebhookSender } from '../../src/outbound-webhooks/webhook-sender.js';
import { LITERALS } from '../../test/outbound-webhooks/literals.js';
import { startSink } from '../../test/outbound-webhooks/sink.js';

const NEVER = new AbortController().signal;
const message = { headers: {}, body: '{}' };
const PRIVATE = [
  '127.0.0.1',
  '10.0.0.1',
  '169.254.169.254',
  '::1',
  'fd00:ec2::254',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
];

/** Nothing else in this process may connect meanwhile. */
export async function tryRefusedAddresses() {
  let sockets = 0;
  const count = (): void => {
    sockets += 1;
  };
  subscribe('net.client.socket', count);
  const errors: (string | null)[] = [];
  for (const [host] of LITERALS) {
    const sender = new WebhookSender({ rules: { isProduction: true } });
    errors.push((await sender.send({ ...message, url: `https://${host}/` }, NEVER)).error);
  }
  for (const address of PRIVATE) {
    for (const answer of [[address], ['8.8.8.8', address], [address, '2606:4700::1111']]) {
      const sender = new WebhookSender({ rules: { isProduction: true }, resolve: async () => answer });
      errors.push((await sender.send({ ...message, url: 'https://name.example/' }, NEVER)).error);
    }
  }
  unsubscribe('net.client.socket', count);
  return {
    literals: LITERALS.length,
    refused_names: PRIVATE.length * 3,
    sockets_to_refused: sockets,
    not_refused: errors.filter((error) => !/public address|not public|must be an https/.test(error ?? '')).length,
  };
}

/** The name leads to a good address whenever it is checked first, and to a bad one whenever it is asked again. */
export async function tryRebinding(times: number) {
  const [good, bad] = [await startSink('127.0.0.1'), await startSink('127.0.0.2')];
  let asked = 0;
  const sender = new WebhookSender({
    rules: { isProduction: false },
    resolve: async () => [++asked % 2 === 1 ? '127.0.0.1' : '127.0.0.2'],
    isAllowed: (address) => address === '127.0.0.1',
  });
  for (let i = 0; i < times; i += 1) {
    for (const { port } of [good, bad]) {
      await sender.send({ ...message, url: `http://rebinding.example:${port}/` }, NEVER);
    }
  }
  const found = { rebinding_sent: good.received.length, rebinding_connected: bad.connections() };
  await Promise.all([good.close(), bad.close()]);
  return found;
}
