/** Who may speak as the carrier: the secret in the address, or a signature over the body. Anything else leaves no trace. */

import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { aPhone } from '../factories.js';
import { deliveryForm, inboundForm, optOutForm } from '../fakes/fake-carrier.js';
import { type App, startApp } from '../start-app.js';
import { rows } from '../story-database.js';
import { until } from '../until.js';
import { outcomes, propose, proposeAndConfirm, statuses } from './agreement.js';
import { CALLBACKS } from './carrier.js';
import { runCli } from './command-line.js';
import { countOf } from './database.js';

const SECRET = 'a-webhook-secret-for-these-stories-only-4711';
const FORMER = 'the-webhook-secret-that-was-used-before-0815';

let app: App;
let strict: App;
beforeAll(async () => {
  const env = { ENVIRONMENT: 'testing', WEBHOOK_SECRET: SECRET, WEBHOOK_SECRET_PREVIOUS: FORMER };
  [app, strict] = await Promise.all([
    startApp({ env }),
    startApp({ env: { ...env, WEBHOOK_REQUIRE_TIMESTAMP: 'true' } }),
  ]);
});
afterAll(() => Promise.all([app.close(), strict.close()]));

const hex = (signed: string, secret = SECRET) => createHmac('sha256', secret).update(signed).digest('hex');
const token = (kind: string, secret = SECRET) =>
  createHmac('sha256', secret).update(`africastalking/${kind}`).digest('base64url');
const seconds = (ago = 0) => String(Math.floor(Date.now() / 1_000) - ago);
const stamped = (form: string, stamp: string, secret = SECRET) => ({
  'X-Timestamp': stamp,
  'X-Signature': hex(`${stamp}.${form}`, secret),
});

interface Attempt {
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}
type Make = (form: string) => Attempt;

const right: [how: string, make: Make][] = [
  ['a signature in hex', (form) => ({ headers: { 'X-Signature': hex(form) } })],
  ['a signature in capitals', (form) => ({ headers: { 'X-Signature': hex(form).toUpperCase() } })],
  ['sha256=<hex>', (form) => ({ headers: { 'X-Signature': `sha256=${hex(form)}` } })],
  ['a stamped signature', (form) => ({ headers: stamped(form, seconds()) })],
  ['a stamp four minutes old', (form) => ({ headers: stamped(form, seconds(240)) })],
  ['the token in the address', () => ({ path: `${CALLBACKS}/sms/${token('sms')}` })],
  ['the token in the original’s address', () => ({ path: `/api/v1/sms/webhook/${token('sms')}` })],
  [
    'a signature at the original’s address',
    (form) => ({ path: '/api/v1/sms/webhook', headers: { 'X-Signature': hex(form) } }),
  ],
  ['both proofs', (form) => ({ path: `${CALLBACKS}/sms/${token('sms')}`, headers: { 'X-Signature': hex(form) } })],
  ['a signature with the former secret', (form) => ({ headers: { 'X-Signature': hex(form, FORMER) } })],
  ['the token of the former secret', () => ({ path: `${CALLBACKS}/sms/${token('sms', FORMER)}` })],
];

const wrong: [how: string, make: Make][] = [
  ['no proof', () => ({})],
  ['a token of another secret', () => ({ path: `${CALLBACKS}/sms/${token('sms', 'x'.repeat(40))}` })],
  ['the token of another kind', () => ({ path: `${CALLBACKS}/sms/${token('delivery')}` })],
  ['a token with one more character', () => ({ path: `${CALLBACKS}/sms/${token('sms')}A` })],
  ['the secret itself as token', () => ({ path: `${CALLBACKS}/sms/${SECRET}` })],
  ['a signature with another secret', (form) => ({ headers: { 'X-Signature': hex(form, 'x'.repeat(40)) } })],
  ['a signature of another body', (form) => ({ headers: { 'X-Signature': hex(`${form} `) } })],
  ['a signature that is no hex', () => ({ headers: { 'X-Signature': 'let me in' } })],
  ['an empty signature', () => ({ headers: { 'X-Signature': '' } })],
  [
    'a right token and a wrong signature',
    (form) => ({ path: `${CALLBACKS}/sms/${token('sms')}`, headers: { 'X-Signature': hex(`${form}x`) } }),
  ],
  [
    'a right signature and a wrong token',
    (form) => ({ path: `${CALLBACKS}/sms/${token('delivery')}`, headers: { 'X-Signature': hex(form) } }),
  ],
  ['a stamp ten minutes old', (form) => ({ headers: stamped(form, seconds(600)) })],
  ['a stamp ten minutes ahead', (form) => ({ headers: stamped(form, seconds(-600)) })],
  ['a stamp that is no number', (form) => ({ headers: stamped(form, `${seconds()}x`) })],
  ['a stamp that was not signed', (form) => ({ headers: { 'X-Timestamp': seconds(), 'X-Signature': hex(form) } })],
  [
    'a fresh stamp on an old signature',
    (form) => ({ headers: { ...stamped(form, seconds(600)), 'X-Timestamp': seconds() } }),
  ],
  [
    'a stamped body in disguise, its stamp moved into the text',
    (form) => ({ body: `${seconds(9_000)}.${form}`, headers: { 'X-Signature': hex(`${seconds(9_000)}.${form}`) } }),
  ],
  ['two signatures, the first right', (form) => ({ headers: { 'X-Signature': `${hex(form)}, ${hex(`${form}x`)}` } })],
];

const attempt = (to: App, form: string, make: Make) => {
  const { path = `${CALLBACKS}/sms`, headers = {}, body = form } = make(form);
  return to.http.form(path, body, headers);
};

async function aYes(to: App): Promise<{ id: string; form: string }> {
  const { id, seller } = await propose(to);
  return { id, form: inboundForm({ from: seller, text: `YES-${await to.phones.code(seller)}` }) };
}

/** Once the simulated network has said of each text that it arrived: by itself nothing more is written then. */
async function traces(of: App): Promise<number[]> {
  const underWay = `SELECT count(*) AS n FROM messages WHERE direction = 'out' AND status <> 'delivered'`;
  await until(
    () => Number(rows(of.dataDir, underWay)[0]!.n),
    (n) => n === 0,
  );
  return [countOf(of, 'callbacks'), countOf(of, 'messages')];
}

describe('a reply is taken with', () => {
  test.each(right)('%s', async (_how, make) => {
    const { id, form } = await aYes(app);
    expect((await attempt(app, form, make)).status).toBe(200);
    expect(await statuses(app, id)).toEqual(['pending', 'confirmed', 'pending']);
  });
});

describe('a reply is refused, and leaves no trace, with', () => {
  test.each(wrong)('%s', async (_how, make) => {
    const { id, form } = await aYes(app);
    const before = await traces(app);
    const { status, body } = await attempt(app, form, make);
    expect([status, body.type]).toEqual([401, expect.stringContaining('callback-not-proven')]);
    expect(await traces(app)).toEqual(before);
    expect(await statuses(app, id)).toEqual(['pending', 'pending', 'pending']);
    expect(await outcomes(app, id)).toEqual([]);
  });

  test.each(['X-Signature', 'X-Timestamp'])('a repeated %s, even if both are right', async (header) => {
    const { id, form } = await aYes(app);
    const before = await traces(app);
    const headers = Object.entries(stamped(form, seconds()));
    const doubled = headers.map(([name, value]) => [name, name === header ? [value, value] : value]);
    expect(await postRaw(`${app.url}${CALLBACKS}/sms`, form, Object.fromEntries(doubled))).toBe(401);
    expect(await traces(app)).toEqual(before);
    expect(await statuses(app, id)).toEqual(['pending', 'pending', 'pending']);
  });
});

test('an unproven yes does not stand in the way of the proven one with the same id', async () => {
  const { id, form } = await aYes(app);
  expect((await app.http.form(`${CALLBACKS}/sms`, form)).status).toBe(401);
  expect((await app.http.form(`${CALLBACKS}/sms/${token('sms')}`, form)).status).toBe(200);
  expect(await statuses(app, id)).toEqual(['pending', 'confirmed', 'pending']);
});

test.each([
  ['delivery', deliveryForm({ id: 'ATXid_spoof', status: 'Success', phoneNumber: aPhone() })],
  ['opt-out', optOutForm({ senderId: '20880', phoneNumber: aPhone() })],
])('a %s callback needs the proof of its own kind', async (kind, form) => {
  const before = await traces(app);
  for (const path of [kind, `${kind}/${token('sms')}`]) {
    expect((await app.http.form(`${CALLBACKS}/${path}`, form)).status).toBe(401);
  }
  expect(await traces(app)).toEqual(before);
  expect((await app.http.form(`${CALLBACKS}/${kind}/${token(kind)}`, form)).status).toBe(200);
  expect(await traces(app)).not.toEqual(before);
});

describe('where WEBHOOK_REQUIRE_TIMESTAMP is set', () => {
  test('an unstamped signature is refused', async () => {
    const { id, form } = await aYes(strict);
    expect((await strict.http.form(`${CALLBACKS}/sms`, form, { 'X-Signature': hex(form) })).status).toBe(401);
    expect(await outcomes(strict, id)).toEqual([]);
  });

  test('a stamped one is taken, and so is the token', async () => {
    for (const make of [right[3]![1], right[5]![1]]) {
      const { id, form } = await aYes(strict);
      expect((await attempt(strict, form, make)).status).toBe(200);
      expect(await outcomes(strict, id)).toEqual(['yes']);
    }
  });
});

test('the simulated phones prove themselves by the token, and stay grade D', async () => {
  const { id, path } = await proposeAndConfirm(app);
  expect(await statuses(app, id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
  const { decisions } = (await app.http.get(`${path}/receipt`)).body;
  expect(decisions).toMatchObject([
    { carrier: 'simulator', grade: 'D' },
    { carrier: 'simulator', grade: 'D' },
  ]);
  const proofs = rows(
    app.dataDir,
    `SELECT DISTINCT proof FROM callbacks WHERE kind = 'delivery' AND outcome = 'applied'`,
  );
  expect(proofs).toEqual([{ proof: 'address' }]);
});

test('neither the secret nor a token is in the log', async () => {
  await attempt(app, 'from=1', wrong[1]![1]);
  for (const secret of [SECRET, FORMER, token('sms'), token('sms', FORMER), token('delivery')]) {
    expect(app.output()).not.toContain(secret);
  }
});

test('the command line prints the addresses that work', async () => {
  const env = { ENVIRONMENT: 'testing', WEBHOOK_SECRET: SECRET };
  const { code, output } = await runCli(['callbacks', '--base-url', app.url], env);
  expect(code).toBe(0);
  const addresses = output.match(/http\S+/g) ?? [];
  expect(addresses.map((address) => address.split('/').at(-2))).toEqual(['sms', 'delivery', 'opt-out']);
  for (const address of addresses) {
    expect((await app.http.form(address.slice(app.url.length), 'id=printed')).status).toBe(200);
  }
});

/** fetch joins repeated headers, so these bytes are written by hand. */
function postRaw(url: string, body: string, headers: Record<string, string | string[]>): Promise<number> {
  const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', headers: { ...type, ...headers } }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    });
    call.once('error', reject);
    call.end(body);
  });
}
