/** F18: every bad body to every operation that reads JSON. Each is refused as a problem, and none leaves a row. */
import { randomBytes } from 'node:crypto';
import { BAD_BODIES, type BadBody } from './corpus/bad-json.js';
import { makeAdminKey } from './harness/admin-key.js';
import { type Answer, bodyOf, call, get, isProblem, postJson } from './harness/client.js';
import { inParallel } from './harness/crew.js';
import { count, type Database } from './harness/database.js';
import {
  ENDPOINTS,
  GOOD_ENDPOINT,
  GOOD_KEY,
  type JsonOperation,
  KEYS,
  listJsonOperations,
} from './harness/operations.js';
import { makeOperator, signedIn } from './harness/operators.js';
import { Random } from './harness/random.js';
import { type Stage, setStage, untilQuiet } from './harness/stage.js';
import { allZero, type Outcome } from './harness/verdict.js';
import { CONTRACTS, Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const REFUSALS = [400, 401, 404, 413, 415, 422];
// Any text that decodes may be asked about; what is no JSON, or JSON of two readings, is no valid receipt.
const JUDGES = '/api/v1/receipts/verify';
const TABLES = [
  'contracts',
  'contract_versions',
  'parties',
  'events',
  'receipts',
  'messages',
  'callbacks',
  'outbox',
].concat([
  'opt_outs',
  'one_time_codes',
  'simulator_texts',
  'simulator_phones',
  'accounts',
  'api_keys',
  'webhook_endpoints',
]);
const LISTED = 20;
const HANDS = 4;

interface Tally {
  requests: number;
  wrong: string[];
  server_errors: number;
  cut: number;
  byStatus: Record<string, number>;
}

export async function badJson({ seed }: DrillOptions): Promise<Outcome> {
  const random = new Random(seed);
  const secretKey = randomBytes(32).toString('hex');
  const stage = await setStage({ env: { SMS_GATEWAY: 'simulator', AUTH: 'api-key,jwt', SECRET_KEY: secretKey } });
  const { url, dataDir } = stage.service;
  const wish = new Wishes(random).next();
  // An admin's: whoever may do everything gets as far as the body.
  const credential = { 'X-API-Key': await makeAdminKey(dataDir, secretKey) };
  const { contract_id: contractId } = bodyOf(await postJson(url, CONTRACTS, wish.body, credential));
  const { id: keyId } = bodyOf(await postJson(url, KEYS, JSON.stringify(GOOD_KEY), credential));
  const { endpoint_id: endpointId } = bodyOf(await postJson(url, ENDPOINTS, JSON.stringify(GOOD_ENDPOINT), credential));
  await untilQuiet(stage.database);
  const document = bodyOf(await get(url, '/openapi.json'));
  const email = 'drill@example.com';
  await makeOperator({ DATA_DIR: dataDir, SECRET_KEY: secretKey }, email);
  const signIn = { email, ...(await signedIn(url, email)) };
  const operations = listJsonOperations(document, { contractId, keyId, endpointId, credential, signIn, wish });
  const before = await fingerprint(stage.database);
  const tally = await refuseAll(stage, random.shuffled(operations));
  const rowsChanged = (await fingerprint(stage.database)).filter((line, i) => line !== before[i]);
  const taken = await countTaken(url, operations);
  await stage.close();
  const figures = {
    ...{ operations: operations.length, bodies: BAD_BODIES.length, requests: tally.requests },
    ...{ by_status: tally.byStatus, server_errors: tally.server_errors, connections_cut: tally.cut },
    ...{ wrong: tally.wrong.length, wrong_list: tally.wrong.slice(0, LISTED), rows_changed: rowsChanged },
    tables_changed: rowsChanged.length,
    good_bodies_refused: taken,
  };
  const none = `server_errors connections_cut wrong tables_changed good_bodies_refused`;
  const target = { ...allZero(none), bodies: { atLeast: 80 } };
  return { figures, target: { ...target, operations: { atLeast: 10 } } };
}

async function refuseAll({ service }: Stage, operations: JsonOperation[]): Promise<Tally> {
  const tally: Tally = { requests: 0, wrong: [], server_errors: 0, cut: 0, byStatus: {} };
  for (const operation of operations) {
    const bodies = BAD_BODIES.filter(({ isNothing }) => !isNothing || operation.isBodyRequired);
    await inParallel(bodies, HANDS, async (bad) => {
      const answer = await send(service.url, operation, bad).catch((error: Error) => error);
      judge(tally, operation, bad.title, answer);
    });
    say(`${operation.method} ${operation.path}`);
  }
  return tally;
}

function send(url: string, { method, path, good, headers }: JsonOperation, bad: BadBody): Promise<Answer> {
  const type = bad.headers ?? { 'Content-Type': 'application/json' };
  return call(url, { method, path, body: bad.body(good), headers: { ...headers, ...type } });
}

function judge(tally: Tally, { method, path }: JsonOperation, bad: string, answer: Answer | Error): void {
  const title = `${method} ${path} with ${bad}`;
  tally.requests += 1;
  if (answer instanceof Error) {
    tally.cut += 1;
    tally.wrong.push(`${title}: ${answer.message}`);
    return;
  }
  const { status, text } = answer;
  tally.byStatus[status] = (tally.byStatus[status] ?? 0) + 1;
  if (status >= 500) tally.server_errors += 1;
  const isRefused = REFUSALS.includes(status) && isProblem(answer);
  const isJudged = path === JUDGES && status === 200 && bodyOf(answer).outcome === 'invalid';
  if (!isRefused && !isJudged) tally.wrong.push(`${title}: ${status} ${text.slice(0, 120)}`);
}

/** Every table's rows as one line. Only the workers may write meanwhile, and they have nothing to do. */
async function fingerprint(database: Database): Promise<string[]> {
  const lines: string[] = [];
  for (const table of TABLES) lines.push(`${table} ${await count(database, `SELECT count(*) AS n FROM ${table}`)}`);
  const rows = await database.rows<{ id: string; status: string }>('SELECT id, status FROM contracts ORDER BY id');
  return [...lines, ...rows.map(({ id, status }) => `${id} ${status}`)];
}

/** The good bodies must not be refused as JSON or as values, or the bad ones would prove nothing. */
async function countTaken(url: string, operations: JsonOperation[]): Promise<number> {
  let refused = 0;
  for (const { method, path, good, headers } of operations) {
    const answer = await call(url, {
      method,
      path,
      body: good,
      headers: { ...headers, 'Content-Type': 'application/json' },
    });
    if (REFUSALS.includes(answer.status)) {
      refused += 1;
      say(`${method} ${path} does not take ${good}: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
  }
  return refused;
}
