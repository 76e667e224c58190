/** Tells the server of an Android phone where to post: one registration an event, replaced when there is one already. */
import { postToServer } from '../carriers/android-sms-server.js';
import { ANDROID_CALLBACK_PATH, ANDROID_EVENTS } from '../carriers/callback-address.js';
import type { Env } from '../config/env.js';

const TIMEOUT_MS = 15_000;

export async function androidCallbacks(
  account: NonNullable<Env['androidSms']>,
  base: string,
  isRegistered: boolean,
): Promise<number> {
  const url = base + ANDROID_CALLBACK_PATH;
  // The app refuses anything else; a phone on the same cable may reach the machine itself.
  if (!/^https:|^http:\/\/127\.0\.0\.1[:/]/.test(url)) throw new Error('A phone posts to https:// addresses only');
  for (const event of ANDROID_EVENTS) {
    if (isRegistered) await register(account, event, url);
    process.stdout.write(`${event.padEnd(13)} ${url}\n`);
  }
  const note = isRegistered
    ? 'Registered. The phone hears of it within some minutes; npm run cli -- doctor looks whether it is so.'
    : 'Nothing was changed: with --register the phone is told to post there.';
  process.stderr.write(`${note}\n`);
  return 0;
}

async function register(account: NonNullable<Env['androidSms']>, event: string, url: string): Promise<void> {
  const { deviceId } = account;
  const body = {
    id: `ndiyo-${event.replace(':', '-')}`,
    ...{ url, event },
    ...(deviceId !== null && { deviceId }),
  };
  const answer = await postToServer(account, '/webhooks', body, TIMEOUT_MS);
  if ('code' in answer) throw new Error(`The server at ANDROID_SMS_URL does not answer (${answer.code})`);
  if (answer.status === 401) throw new Error('The server refuses ANDROID_SMS_USERNAME or ANDROID_SMS_PASSWORD');
  if (answer.status >= 300) throw new Error(`The server answers ${answer.status} to the registration of ${event}`);
}
