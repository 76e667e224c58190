/** Whether the server of the Android phone knows us, which phones it has, and where they post. */
import { ANDROID_EVENTS } from '../carriers/android-webhooks.js';
import { ANDROID_CALLBACK_PATH } from '../carriers/callback-address.js';
import type { Env } from '../config/env.js';
import { examineClock } from './clock.js';
import { type Finding, note, ok, warning, wrong } from './finding.js';
import { probe, reasonOf } from './probe.js';

const LONG_UNSEEN_MS = 60 * 60_000; // the app asks its server every quarter of an hour when nothing pushes it

type Account = NonNullable<Env['androidSms']>;
type Row = Record<string, unknown>;

export async function examineAndroid(account: Account): Promise<Finding[]> {
  try {
    const listed = await ask(account, '/devices');
    const devices = listed.status === 404 ? await ask(account, '/device') : listed; // the latter by the phone itself
    if (devices.status === 401 || devices.status === 403) {
      const advice = 'Correct ANDROID_SMS_USERNAME and ANDROID_SMS_PASSWORD: the app shows them.';
      return [wrong('carrier', `the server refuses the account (${devices.status})`, advice)];
    }
    const clock = examineClock("the phone's server", devices.date, Date.now());
    return [...examinePhones(account, devices), ...examineWebhooks(await ask(account, '/webhooks')), clock];
  } catch (error) {
    const advice = 'Is ANDROID_SMS_URL right, and its path? Is the phone, or its server, on?';
    return [warning('carrier', `the phone's server does not answer: ${reasonOf(error)}`, advice)];
  }
}

interface Asked {
  status: number;
  /** Null: that server lists no such thing. */
  rows: Row[] | null;
  date: string | null;
}

async function ask({ url, username, password }: Account, path: string): Promise<Asked> {
  const Authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const { status, headers, text } = await probe(url + path, { headers: { Authorization, Accept: 'application/json' } });
  return { status, rows: status === 200 ? rowsOf(text) : null, date: headers.get('date') };
}

function rowsOf(text: string): Row[] | null {
  try {
    const rows: unknown = JSON.parse(text);
    return Array.isArray(rows) ? rows.filter((row): row is Row => typeof row === 'object' && row !== null) : null;
  } catch {
    return null; // a verdict: it is another server
  }
}

function examinePhones({ deviceId }: Account, { status, rows }: Asked): Finding[] {
  if (rows === null) {
    const advice = 'Look at the path of ANDROID_SMS_URL: …/3rdparty/v1, or nothing where the phone itself is called.';
    return [warning('carrier', `the server answers ${status} when asked for its phones`, advice)];
  }
  if (rows.length === 0) return [wrong('carrier', 'no phone is registered', 'Connect the app to this server.')];
  const ids = rows.map(({ id }) => String(id).slice(0, 64));
  if (deviceId === null) {
    if (rows.length > 1) {
      const advice = `Set ANDROID_SMS_DEVICE_ID to the one that is to send: ${ids.join(', ')}`;
      return [warning('carrier', `${rows.length} phones; each text leaves through any of them`, advice)];
    }
    const advice = `Set ANDROID_SMS_DEVICE_ID=${ids[0]}: then a text is sent again when the answer to it was lost.`;
    return [examineSeen(rows[0]!), note('sender', 'the phone that sends is not named', advice)];
  }
  const phone = rows.find(({ id }) => id === deviceId);
  return phone
    ? [examineSeen(phone)]
    : [wrong('carrier', 'the phone ANDROID_SMS_DEVICE_ID names is not there', `There are: ${ids.join(', ')}`)];
}

function examineSeen({ lastSeen }: Row): Finding {
  const at = Date.parse(String(lastSeen));
  if (Number.isNaN(at) || Date.now() - at < LONG_UNSEEN_MS)
    return ok('carrier', 'the account is good, the phone is there');
  const hours = Math.floor((Date.now() - at) / 3_600_000);
  return warning('carrier', `the phone was last seen ${hours} h ago`, 'Look at it: power, network, battery saver.');
}

function examineWebhooks({ rows }: Asked): Finding[] {
  const advice = 'npm run cli -- callbacks --register';
  const told = (rows ?? []).filter(({ url }) => String(url).endsWith(ANDROID_CALLBACK_PATH)).map(({ event }) => event);
  const missing = ANDROID_EVENTS.filter((event) => !told.includes(event));
  if (missing.length === 0) return [ok('registration', 'the phone posts what it hears and sends')];
  const isDeaf = missing.includes('sms:received');
  return [(isDeaf ? wrong : warning)('registration', `the phone is not told to post ${missing.join(', ')}`, advice)];
}
