/** The service, which looks into the carrier's inbox when a test says so, as if at the time that it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnv } from '../../dist/config/env.js';
import { InboxService } from '../../dist/inbound-webhooks/inbox.service.js';
import { startService } from '../../dist/service.js';

const { look } = InboxService.prototype;
let inbox;
let turn = Promise.resolve();

InboxService.prototype.look = function (now) {
  inbox = this;
  turn = turn.then(() => look.call(this, now)).catch((error) => error.message);
  return turn;
};

process.on('SIGUSR2', async () => {
  const { n, at } = JSON.parse(readFileSync(join(process.env.DATA_DIR, 'look.json'), 'utf8'));
  process.stderr.write(`looked ${n}: ${await inbox.look(new Date(at))}\n`);
});

const service = await startService(loadEnv());
process.once('SIGTERM', () => service.close().then(() => process.exit(0)));
process.stdout.write(`${service.url}\n`);
