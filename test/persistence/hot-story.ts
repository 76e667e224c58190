/** One contract from its first text to its receipt, and every list: what the service asks that no source shows whole. */
import { makeKey } from '../../src/api-keys/api-key.js';
import { sha256Hex } from '../../src/crypto/secrets.js';
import { ApiKey } from '../../src/persistence/access.entities.js';
import { Account } from '../../src/persistence/contract.entities.js';
import type { Database } from '../../src/persistence/database.js';
import { ALL_SCOPES } from '../doors/keys.js';
import { aContract } from '../factories.js';
import type { Http } from '../http.js';
import { Phones } from '../phones.js';
import type { App } from '../start-app.js';
import { CONTRACTS } from '../stories/agreement.js';
import { deliverText } from '../stories/carrier.js';
import { until } from '../until.js';
import { AT } from './rows.js';

export interface Keys {
  /** Over all accounts. */
  admin: string;
  /** Over one. */
  manager: string;
}

const FILTERS: Record<string, string> = {
  status: 'pending',
  contract_type: 'agricultural_supply',
  created_after: '2020-01-01T00:00:00Z',
  created_before: '2099-01-01T00:00:00Z',
  external_id: 'order-1',
};
const CHECK = /CHECK ([\w-]+)$/m;
const OTHER_LISTS = [
  'accounts',
  'auth/api-keys',
  'auth/events',
  'messages/review',
  'dead-letters',
  'webhook-endpoints',
];

export async function makeKeys({ transactions }: Database): Promise<Keys> {
  const [admin, manager] = [makeKey('development'), makeKey('development')];
  await transactions.run(async (tx) => {
    await tx.insert(Account, { id: 'valley', name: 'Valley', created_at: AT });
    for (const { id, text } of [admin, manager]) {
      const is_admin = id === admin.id ? 1 : 0;
      const row = {
        id,
        account_id: 'valley',
        name: 'a test',
        secret_hash: sha256Hex(text),
        scopes: ALL_SCOPES.join(' '),
      };
      await tx.insert(ApiKey, { ...row, is_admin, created_by: 'a test', created_at: AT });
    }
  });
  return { admin: admin.text, manager: manager.text };
}

export async function playStory(app: App, keys: Keys): Promise<void> {
  const [admin, manager] = [keys.admin, keys.manager].map((key) => app.http.with({ 'X-API-Key': key }));
  await agree(app, manager!);
  for (const http of [admin!, manager!]) await askForLists(http);
}

async function agree(app: App, http: Http): Promise<void> {
  const phones = new Phones(http);
  const body = aContract({ external_id: 'order-1' });
  const { contract_id: id } = (await expectDone(http.post(CONTRACTS, body, { 'Idempotency-Key': 'a story' }))).body;
  const [seller = '', buyer = ''] = body.parties.map(({ phone_number }) => phone_number);
  const codes = [await phones.code(seller), await phones.code(buyer)];
  const say = (from: string, text: string) => expectDone(deliverText(app, { from, text }));
  for (const text of ['YES-000000', 'what is this?', `YES-${id}`, `YES-${codes[0]}`]) await say(seller, text);
  await say(buyer, 'YES');
  const path = `${CONTRACTS}/${id}`;
  for (const what of ['', '/status', '/document', '/events', '/messages']) await expectDone(http.get(path + what));
  const { text } = await expectDone(http.get(`${path}/receipt`));
  await expectDone(http.raw('POST', '/api/v1/receipts/verify', text, { 'Content-Type': 'application/json' }));
  const notices = await until(
    () => phones.texts(buyer),
    (texts) => texts.some((one) => CHECK.test(one)),
  );
  const [, code] = CHECK.exec(notices.join('\n'))!;
  await expectDone(app.http.get(`/c/${code}`));
  for (const text of [`CHECK ${code}`, 'STOP', 'START']) await say(buyer, text);
}

/** Each filter by itself and all together, the first page and a later one. */
async function askForLists(http: Http): Promise<void> {
  const each = Object.entries(FILTERS).map((one) => [one]);
  for (const filter of [[], ...each, Object.entries(FILTERS)]) {
    for (const cursor of [[], [['cursor', CURSOR]]]) {
      await expectDone(http.get(`${CONTRACTS}?${new URLSearchParams([...filter, ...cursor] as [string, string][])}`));
    }
  }
  await expectDone(http.post(`${CONTRACTS}/search`, { phone_number: '+254712345678' }));
  await expectDone(http.post(`${CONTRACTS}/search`, { phone_number: '+254712345678', ...FILTERS, cursor: CURSOR }));
  for (const list of OTHER_LISTS) await http.get(`/api/v1/${list}`); // some are an admin's alone
}

const CURSOR = Buffer.from('2099-01-01T00:00:00.000Z AG-2026-482913705').toString('base64url');

async function expectDone<T extends { status: number; text: string }>(answer: Promise<T>): Promise<T> {
  const { status, text } = await answer;
  if (status >= 400) throw new Error(`${status} ${text}`);
  return answer;
}
