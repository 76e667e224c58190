/** F28, and of F26 and F29 what concerns keys: every operation against what must not open it, guesses, and canaries. */
import { randomBytes } from 'node:crypto';
import { type Call, type Credential, SCHEMES, type Scheme, send } from '../test/doors/credential-makers.js';
import { ALL_SCOPES } from '../test/doors/keys.js';
import { PUBLIC_ROUTES } from '../test/doors/public-operations.js';
import { type App, startApp } from '../test/start-app.js';
import { change, rows, storedBytes } from '../test/story-database.js';
import { undoAtEnd } from './harness/cleanup.js';
import { get } from './harness/client.js';
import { inParallel } from './harness/crew.js';
import { Random } from './harness/random.js';
import { allZero, type Outcome } from './harness/verdict.js';
import { CONTRACTS } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const [GUESSES, GUESSES_SHORT] = [10_000, 60];
const HANDS = 16;

/** What was asked in all, and what came of it that must not. */
class Tally {
  operations = 0;
  asked = 0;
  let_in = 0;
  guesses = 0;
  guesses_accepted = 0;
  canaries = 0;
  canary_hits = 0;
  first_wrong: string | null = null;

  wrong(kind: 'let_in' | 'guesses_accepted' | 'canary_hits', what: string): void {
    this[kind] += 1;
    this.first_wrong ??= what;
  }
}

export async function refusals({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const tally = new Tally();
  const random = new Random(seed);
  // The short form leaves the other schemes to test/doors/access-matrix, which asks the same of all three.
  for (const [title, { auth, make }] of Object.entries(SCHEMES).slice(0, isShort ? 1 : undefined)) {
    const app = await startApp({ env: { AUTH: auth, LOG_LEVEL: 'trace' } });
    const close = undoAtEnd(async () => void (await app.close()));
    const scheme = await make(app);
    const answers = await askEverything(app, scheme, title, tally);
    if (auth === 'api-key') await guess(app, random, isShort ? GUESSES_SHORT : GUESSES, tally);
    lookForCanaries(app, scheme, answers, tally);
    await close();
    say(`${title}: ${tally.asked} calls so far, ${tally.let_in} let in`);
  }
  const target = allZero('let_in guesses_accepted canary_hits');
  const asked = { asked: { atLeast: 400 }, canaries: { atLeast: 10 } };
  return { figures: { ...tally }, target: { ...target, ...asked } };
}

/** Returns what was answered. */
async function askEverything(app: App, scheme: Scheme, title: string, tally: Tally): Promise<string[]> {
  const answers: string[] = [];
  const operations = await listGuarded(app);
  tally.operations = operations.length;
  const ask = async (what: string, credential: Credential, call: Call, isRight: (status: number) => boolean) => {
    const answer = await send(app, credential, call);
    tally.asked += 1;
    answers.push(`${[...answer.headers].join('\n')}\n${answer.text}`);
    if (!isRight(answer.status))
      tally.wrong('let_in', `${title}, ${what}: ${call.method} ${call.path} ${answer.status}`);
    return answer.status;
  };
  const owner = await scheme.holder('community', ALL_SCOPES);
  const id = await aContractOf(app, owner);
  change(app.dataDir, ["INSERT INTO accounts (id, name, created_at) VALUES ('other', 'Other', '2026-01-01')"]);
  const stranger = await scheme.holder('other', ALL_SCOPES);
  for (const { method, path } of operations) {
    const call = { method, path: path.replace('{id}', id).replace('{delivery_id}', 'none') };
    for (const [what, credential] of Object.entries(scheme.invalid)) {
      await ask(what, credential, call, (status) => status === 401);
    }
    if (path.includes('{id}'))
      await ask('another account', stranger, call, (status) => [403, 404, 422].includes(status));
  }
  await askWithOneScope(scheme, operations, ask);
  return answers;
}

/** Each operation is opened by one scope at most: by every other it is refused with 403. */
async function askWithOneScope(scheme: Scheme, operations: Call[], ask: Ask): Promise<void> {
  const opened = new Set<string>();
  for (const scope of ALL_SCOPES) {
    const holder = await scheme.holder('community', [scope]);
    for (const { method, path } of operations) {
      const call = { method, path: path.replace('{id}', 'AG-2026-000000000').replace('{delivery_id}', 'none') };
      const name = `${method} ${path}`;
      const status = await ask(`also ${scope}`, holder, call, (status) => status === 403 || !opened.has(name));
      if (status !== 403) opened.add(name);
    }
  }
}

type Ask = (what: string, credential: Credential, call: Call, isRight: (status: number) => boolean) => Promise<number>;

async function listGuarded(app: App): Promise<Call[]> {
  const { paths } = (await app.http.get('/openapi.json')).body as { paths: Record<string, object> };
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((word) => ({ method: word.toUpperCase(), path })),
  );
  return all.filter(({ method, path }) => !PUBLIC_ROUTES.includes(`${method} ${path}`));
}

async function aContractOf(app: App, owner: Credential): Promise<string> {
  const parties = ['+254712345678', '+254723456789'].map((phone_number, i) => ({
    ...{ phone_number, role: i === 0 ? 'seller' : 'buyer', name: 'Drill', language: 'en' },
  }));
  const body = { contract_type: 'agricultural_supply', terms: { product: 'Maize' }, parties };
  return (await send(app, owner, { method: 'POST', path: CONTRACTS, body })).body.contract_id;
}

/** With the right name and another secret, or with another of everything. */
async function guess(app: App, random: Random, size: number, tally: Tally): Promise<void> {
  const names = rows(app.dataDir, 'SELECT id FROM api_keys').map(({ id }) => String(id));
  const guesses = Array.from({ length: size }, () => {
    const name = random.isLucky(0.8) ? random.pick(names) : randomBytes(6).toString('hex');
    return `ndy_dev_${name}_${randomBytes(32).toString('hex')}`;
  });
  await inParallel(guesses, HANDS, async (key) => {
    const { status } = await get(app.url, CONTRACTS, { 'X-API-Key': key });
    tally.guesses += 1;
    if (status !== 401) tally.wrong('guesses_accepted', `a guess was answered ${status}`);
  });
}

/** In no answer but the one that made it, no log line, no byte of the database. */
function lookForCanaries(app: App, { secrets }: Scheme, answers: string[], tally: Tally): void {
  const places = [...storedBytes(app.dataDir), ['the log', app.output()] as const];
  for (const [i, text] of answers.entries()) places.push([`answer ${i}`, text]);
  for (const secret of secrets) {
    tally.canaries += 1;
    for (const [place, text] of places) if (text.includes(secret)) tally.wrong('canary_hits', `a secret in ${place}`);
  }
}
