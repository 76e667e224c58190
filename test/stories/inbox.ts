/** A service that pulls its carrier's inbox when a story says so, and what such a story says and asks. */
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aContract } from '../factories.js';
import { type FakeCarrier, inboundForm } from '../fakes/fake-carrier.js';
import { type App, type AppOptions, startApp } from '../start-app.js';
import { until } from '../until.js';
import { CONTRACTS, eventTypes, read } from './agreement.js';
import { CALLBACKS } from './carrier.js';

const SECRET = 'a-webhook-secret-for-these-stories-only-4711';
const TOKEN = createHmac('sha256', SECRET).update('africastalking/sms').digest('base64url');
const PROGRAM = join(process.cwd(), 'test/stories/look-when-told.mjs');

export const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

export interface PullingApp extends App {
  /** Has it look as if at that time; `null` when nothing was in the way. */
  look(at?: Date): Promise<string>;
}

export async function startPulling(carrier: FakeCarrier, options: AppOptions = {}): Promise<PullingApp> {
  const env = {
    ...{ ENVIRONMENT: 'testing', AUTH: 'none', CONFIRM_CODE: 'off', WEBHOOK_SECRET: SECRET },
    ...{ SMS_GATEWAY: 'africastalking', AT_USERNAME: 'ndiyo', AT_API_KEY: 'atsk_story', AT_SENDER_ID: '21512' },
    ...{ AT_BASE_URL: carrier.baseUrl, AT_PULL_INBOX: 'true' },
    ...options.env,
  };
  const app = await startApp({ ...options, env, program: PROGRAM });
  let n = 0;
  const look = async (at = new Date()) => {
    writeFileSync(join(app.dataDir, 'look.json'), JSON.stringify({ n: ++n, at }));
    process.kill(app.pid, 'SIGUSR2');
    const told = new RegExp(`^looked ${n}: (.*)$`, 'm');
    await until(
      () => told.test(app.output()),
      (isTold) => isTold,
    );
    return told.exec(app.output())![1]!;
  };
  return Object.assign(app, { look });
}

export interface Asked {
  id: string;
  path: string;
  seller: string;
  buyer: string;
  /** What each must text to agree. */
  sellerYes: string;
  buyerYes: string;
}

/** A contract between a seller and a buyer, both asked. */
export async function ask(app: App, carrier: FakeCarrier): Promise<Asked> {
  const body = aContract();
  const parties = body.parties.map((party) => ({ ...party, language: 'en' }));
  const { body: created } = await app.http.post(CONTRACTS, { ...body, parties });
  const [seller, buyer] = parties.map(({ phone_number }) => phone_number) as [string, string];
  const [sellerYes, buyerYes] = [await yesOf(carrier, seller), await yesOf(carrier, buyer)];
  const id = created.contract_id as string;
  return { id, path: `${CONTRACTS}/${id}`, seller, buyer, sellerYes, buyerYes };
}

const yesOf = async (carrier: FakeCarrier, phone: string): Promise<string> => {
  const shown = () => carrier.journal.find(({ form }) => form.to === phone)?.form.message ?? '';
  return /YES-\d{6}/.exec(await until(shown, (text) => text.includes('YES-')))![0];
};

/** The carrier's callback about a text, in its own spelling of the time, proven by its address. */
export async function callBack(app: App, from: string, text: string, { at = new Date(), id = '' } = {}): Promise<void> {
  const date = at.toISOString().slice(0, 19).replace('T', ' ');
  const form = inboundForm({ from, text, date, ...(id && { id }) });
  expect((await app.http.form(`${CALLBACKS}/sms/${TOKEN}`, form)).status).toBe(200);
}

/** The contract's status, then of each party its answer and the grade it holds. */
export async function standing(app: App, { id }: Asked): Promise<string[]> {
  const { status, parties } = await read(app, id);
  return [status, ...parties.map((party) => `${party.status} ${party.evidence_grade}`)];
}

/** Texted, called back, and in the inbox, in this minute. */
export async function textBoth(app: App, carrier: FakeCarrier, phone: string, words: string): Promise<void> {
  carrier.inbox.receive(phone, words);
  await callBack(app, phone, words);
}

export const receiptOf = async (app: App, { path }: Asked): Promise<string> =>
  (await app.http.get(`${path}/receipt`)).text;

/** Of its events, without what all begin with. */
export const typesOf = async (app: App, { id }: Asked): Promise<string[]> =>
  (await eventTypes(app, id)).map((type) => type.replace('contract.', ''));
