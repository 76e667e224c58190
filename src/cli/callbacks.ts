/** `callbacks`: the addresses to paste into the carrier's dashboard, with their secret part. */
import { parseArgs } from 'node:util';
import { CALLBACK_KINDS, callbackPath } from '../carriers/callback-address.js';
import { loadEnv } from '../config/env.js';

export async function callbacks(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { 'base-url': { type: 'string' } } });
  const { webhook } = loadEnv();
  const base = values['base-url'] ?? webhook.baseUrl;
  if (base === null)
    throw new Error('Say where the carrier reaches this service: set WEBHOOK_BASE_URL, or --base-url https://…');
  for (const kind of CALLBACK_KINDS) {
    process.stdout.write(`${kind.padEnd(9)} ${base.replace(/\/$/, '')}${callbackPath(kind, webhook.secret)}\n`);
  }
  const note = webhook.secret
    ? 'The last part of each address is a secret: whoever has it can speak as the carrier.'
    : 'WEBHOOK_SECRET is not set: anybody can post to these addresses, and such replies are graded D.';
  process.stderr.write(`${note}\n`);
  return 0;
}
