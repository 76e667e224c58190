/** F16: requests made from the service's own OpenAPI document, good and spoiled; every answer is held against it. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { makeAdminKey } from './harness/admin-key.js';
import { type Answer, bodyOf, get, postJson } from './harness/client.js';
import { type Database, postgresDatabase, sqliteDatabase } from './harness/database.js';
import { Known, OPERATOR } from './harness/known.js';
import { type MadeRequest, MadeRequests } from './harness/made-requests.js';
import { ApiDocument, type Operation } from './harness/openapi-document.js';
import { KEYS } from './harness/operations.js';
import { makeOperator } from './harness/operators.js';
import { Random } from './harness/random.js';
import { exchange, told } from './harness/sent-requests.js';
import { makeFolder, Service } from './harness/service.js';
import { allZero, bothEngines, type Outcome } from './harness/verdict.js';
import { CONTRACTS } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const REQUESTS = 10_000;
const REQUESTS_SHORT = 400;
const TOURS = 2;
const TOUR_EVERY = 500;
const SPOILED_SHARE = 0.6;
// Passwords are slow to check, and a refusal is held back on purpose.
const SLOW = /\/auth\/(login|refresh|logout|password|totp)|\/oauth\//;
const SLOW_SHARE = 0.01;
const LISTED = 10;
const TELL_EVERY = 2_000;
// Judges any text, as its description says.
const JUDGES = 'POST /api/v1/receipts/verify';
const LOGIN = 'POST /api/v1/auth/login';
const CREATE = 'POST /api/v1/contracts';
const DEAD_LETTERS = '/api/v1/dead-letters';
// The simulated carrier never gives a text up.
const DIE = `INSERT INTO outbox (account_id, topic, order_key, payload, status, attempt, failures, interruptions, due_at, created_at)
  SELECT account_id, 'sms', contract_id, id, 'dead', 1, 1, 0, created_at, created_at FROM messages
  WHERE kind = 'invitation' ORDER BY id DESC LIMIT 1`;

interface Tally {
  requests: number;
  spoiled: number;
  violating: number;
  byStatus: Record<string, number>;
  faults: Record<'server_errors' | 'undocumented' | 'mismatched' | 'invalid_accepted' | 'cut', string[]>;
  /** Operations that were answered 2xx. */
  succeeded: Map<string, number>;
  /** The last refusal of each, for those that never were. */
  refused: Map<string, string>;
}

export async function requests({ isShort, seed, postgresUrl, requests: asked }: DrillOptions): Promise<Outcome> {
  const wanted = asked ?? (isShort ? REQUESTS_SHORT : REQUESTS);
  const onBoth = [onOneEngine(null, seed, wanted), ...(postgresUrl ? [onOneEngine(postgresUrl, seed, wanted)] : [])];
  const [onSqlite, onPostgres = null] = await Promise.all(onBoth);
  return bothEngines(onSqlite!, onPostgres);
}

async function onOneEngine(postgresUrl: string | null, seed: number, wanted: number): Promise<Outcome> {
  const random = new Random(seed);
  const place = postgresUrl ? await postgresDatabase(postgresUrl) : null;
  const { service, webhookSecret, admin } = await start(place);
  const database = place ?? sqliteDatabase(join(service.dataDir, 'ndiyo.sqlite'));
  const document = new ApiDocument(bodyOf(await get(service.url, '/openapi.json')));
  const known = new Known(random);
  const credentials = { admin, others: await makeOtherKeys(service.url, admin) };
  const made = new MadeRequests(random, document, known, credentials, webhookSecret);
  const run = new Run(service.url, document, known, made, { 'X-API-Key': admin }, database);
  for (let n = 0; n < TOURS; n += 1) await run.tour();
  const [slow, quick] = [true, false].map((isSlow) =>
    document.operations.filter(({ path }) => SLOW.test(path) === isSlow),
  );
  while (run.tally.requests < wanted) {
    await run.one(random.pick(random.isLucky(SLOW_SHARE) ? slow! : quick!), random.isLucky(SPOILED_SHARE));
    if (run.tally.requests % TOUR_EVERY === 0) await run.tour();
    if (run.tally.requests % TELL_EVERY === 0) say(`${place ? 'postgres' : 'sqlite'}: ${run.tally.requests} requests`);
  }
  const isReady = await service.isReady();
  await service.stop();
  return judge(run.tally, document, isReady, wanted);
}

async function start(place: (Database & { url: string }) | null) {
  const [webhookSecret, secretKey] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
  const dataDir = makeFolder();
  const database: Record<string, string> = place ? { DATABASE_URL: place.url } : {};
  const service = new Service(dataDir, {
    ...{ ENVIRONMENT: 'testing', SMS_GATEWAY: 'simulator', AUTH: 'api-key,jwt', CONFIRM_CODE: 'off', THROTTLE: 'off' },
    ...{ LOG_LEVEL: 'fatal', SECRET_KEY: secretKey, WEBHOOK_SECRET: webhookSecret, ...database },
    ...{ ANDROID_SMS_SIGNING_KEY: webhookSecret },
  });
  await service.start();
  const [admin] = await Promise.all([
    makeAdminKey(dataDir, secretKey, database),
    makeOperator({ ENVIRONMENT: 'testing', DATA_DIR: dataDir, SECRET_KEY: secretKey, ...database }, OPERATOR),
  ]);
  return { service, webhookSecret, admin };
}

/** One that may only read, and one of another account. */
async function makeOtherKeys(url: string, admin: string): Promise<string[]> {
  const headers = { 'X-API-Key': admin };
  await postJson(url, '/api/v1/accounts', JSON.stringify({ name: 'Neighbours', id: 'neighbours' }), headers);
  const bodies = [
    { name: 'reader', scopes: ['contracts:read'] },
    { name: 'neighbour', scopes: ['contracts:read', 'contracts:write'], account_id: 'neighbours' },
  ];
  const answers = await Promise.all(bodies.map((body) => postJson(url, KEYS, JSON.stringify(body), headers)));
  return answers.map((answer) => bodyOf(answer).key as string);
}

// What makes things comes first; these last, in this order, or the one would stand in the other's way.
const LAST = [
  /\/activate$/,
  /\/receipt(\.pdf)?$/,
  /\/dispute$/,
  /\/complete$/,
  /\/decline$/,
  /\/cancel$/,
  /totp\/verify$/,
  /totp\/disable$/,
  /logout$/,
  /^DELETE/,
];

function inOrder(operations: Operation[]): Operation[] {
  const rankOf = ({ name, method, path }: Operation) => {
    const last = LAST.findIndex((pattern) => pattern.test(name));
    if (last !== -1) return 3 + last;
    return method === 'POST' && !path.includes('{') && !path.includes('oauth')
      ? 0
      : path.startsWith(DEAD_LETTERS)
        ? 1
        : 2;
  };
  return [...operations].sort((a, b) => rankOf(a) - rankOf(b));
}

class Run {
  readonly tally: Tally = {
    ...{ requests: 0, spoiled: 0, violating: 0, byStatus: {}, succeeded: new Map(), refused: new Map() },
    faults: { server_errors: [], undocumented: [], mismatched: [], invalid_accepted: [], cut: [] },
  };

  constructor(
    private readonly url: string,
    private readonly document: ApiDocument,
    private readonly known: Known,
    private readonly made: MadeRequests,
    private readonly admin: Record<string, string>,
    private readonly database: Database,
  ) {}

  /** Every operation once, well, so that each finds what it needs. */
  async tour(): Promise<void> {
    this.known.isFresh = true;
    for (const operation of inOrder(this.document.operations)) {
      if (operation.path === DEAD_LETTERS) await this.database.change(DIE);
      if (/\/(activate|decline|cancel)$/.test(operation.path)) await this.one(this.named(CREATE), false);
      if (operation.path.endsWith('/activate')) await this.agree();
      await this.one(operation, false);
    }
    this.known.isFresh = false;
  }

  /** Chance alone would rarely have all parties of a contract say yes. */
  private async agree(): Promise<void> {
    const { id, phones } = this.known.contracts.at(-1)!;
    for (const phone_number of phones) {
      await postJson(this.url, `${CONTRACTS}/${id}/confirm`, JSON.stringify({ phone_number }), this.admin);
    }
  }

  private named(wanted: string): Operation {
    return this.document.operations.find(({ name }) => name === wanted)!;
  }

  async one(operation: Operation, isSpoiled: boolean): Promise<void> {
    const needsLogin = /\/auth\/(password|logout|totp)/.test(operation.path) && this.known.token === null;
    if (needsLogin) await this.send(this.made.next(this.named(LOGIN), false));
    await this.send(this.made.next(operation, isSpoiled));
  }

  private async send(sent: MadeRequest): Promise<void> {
    const { tally } = this;
    tally.requests += 1;
    if (sent.isSpoiled) tally.spoiled += 1;
    if (sent.violations.length > 0) tally.violating += 1;
    const answer = await exchange(this.url, sent).catch((error: Error) => error);
    if (answer instanceof Error) {
      tally.faults.cut.push(`${answer.message}: ${told(sent)}`);
      return;
    }
    this.judge(sent, answer);
    this.known.learn(sent.operation, sent.value, answer);
  }

  private judge(sent: MadeRequest, answer: Answer): void {
    const { faults, byStatus, succeeded, refused } = this.tally;
    const { name } = sent.operation;
    const isTaken = answer.status < 300;
    const tell = (why: string) => `${why}: ${told(sent)} → ${answer.status} ${answer.text.slice(0, 200)}`;
    byStatus[answer.status] = (byStatus[answer.status] ?? 0) + 1;
    if (isTaken) succeeded.set(name, (succeeded.get(name) ?? 0) + 1);
    else if (!sent.isSpoiled) refused.set(name, `${answer.status} ${answer.text.slice(0, 200)}`);
    if (answer.status >= 500) faults.server_errors.push(tell('5xx'));
    const fault = this.document.faultOf(sent.operation, answer);
    if (fault) faults[fault.kind === 'status' ? 'undocumented' : 'mismatched'].push(tell(fault.detail));
    const isAccepted = name === JUDGES ? bodyOf(answer)?.valid === true : isTaken;
    if (sent.violations.length > 0 && isAccepted) faults.invalid_accepted.push(tell(sent.violations.join(', ')));
  }
}

function judge(tally: Tally, { operations }: ApiDocument, isReady: boolean, wanted: number): Outcome {
  const never = operations.filter(({ name }) => !tally.succeeded.has(name));
  const counts = Object.fromEntries(Object.entries(tally.faults).map(([name, list]) => [name, list.length]));
  for (const [name, list] of Object.entries(tally.faults))
    for (const fault of list.slice(0, LISTED)) say(`${name}: ${fault}`);
  const figures = {
    ...{ requests: tally.requests, spoiled: tally.spoiled, violating: tally.violating, by_status: tally.byStatus },
    ...counts,
    ...{ operations: operations.length, operations_succeeded: tally.succeeded.size },
    never_succeeded: never.map(({ name }) => `${name}: ${tally.refused.get(name) ?? 'not sent'}`),
    never: never.length,
    is_ready: isReady,
  };
  const none = allZero('server_errors undocumented mismatched invalid_accepted cut never');
  return {
    figures,
    target: { ...none, requests: { atLeast: wanted }, violating: { atLeast: wanted / 20 }, is_ready: true },
  };
}
