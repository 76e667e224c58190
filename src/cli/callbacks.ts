/** `callbacks`: the addresses to paste into the carrier's dashboard, with their secret part; a phone is told them itself. */
import { parseArgs } from 'node:util';
import { ANDROID_EVENTS, isPostable, registerWebhooks } from '../carriers/android-webhooks.js';
import { ANDROID_CALLBACK_PATH, CALLBACK_KINDS, callbackPath } from '../carriers/callback-address.js';
import { type Env, loadEnv } from '../config/env.js';

export async function callbacks(args: string[]): Promise<number> {
  const options = { 'base-url': { type: 'string' }, register: { type: 'boolean', default: false } } as const;
  const { values } = parseArgs({ args, options });
  const { webhook, androidSms } = loadEnv();
  const given = values['base-url'] ?? webhook.baseUrl;
  if (given === null)
    throw new Error('Say where the carrier reaches this service: set WEBHOOK_BASE_URL, or --base-url https://…');
  const base = given.replace(/\/+$/, '');
  if (androidSms) return phoneCallbacks(androidSms, base + ANDROID_CALLBACK_PATH, values.register);
  if (values.register) throw new Error("Africa's Talking takes addresses in its dashboard only: paste them there");
  for (const kind of CALLBACK_KINDS) {
    process.stdout.write(`${kind.padEnd(9)} ${base}${callbackPath(kind, webhook.secret)}\n`);
  }
  const note = webhook.secret
    ? 'The last part of each address is a secret: whoever has it can speak as the carrier.'
    : 'WEBHOOK_SECRET is not set: anybody can post to these addresses, and such replies are graded D.';
  process.stderr.write(`${note}\n`);
  return 0;
}

async function phoneCallbacks(phone: NonNullable<Env['androidSms']>, url: string, isWanted: boolean): Promise<number> {
  if (!isPostable(url)) throw new Error('A phone posts to https:// addresses only');
  if (isWanted) await registerWebhooks(phone, url);
  for (const event of ANDROID_EVENTS) process.stdout.write(`${event.padEnd(13)} ${url}\n`);
  const note = isWanted
    ? 'Registered. The phone hears of it within some minutes; npm run cli -- doctor looks whether it is so.'
    : 'Nothing was changed: with --register the phone is told to post there.';
  process.stderr.write(`${note}\n`);
  return 0;
}
