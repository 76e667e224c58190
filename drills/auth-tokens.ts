/** F26, F27: forged tokens, guessed passwords and codes, refresh tokens used a hundred times at once, and what a refusal's time tells. */
import { randomBytes } from 'node:crypto';
import { call, postJson } from './harness/client.js';
import { inParallel } from './harness/crew.js';
import { count, type Database } from './harness/database.js';
import { JwtMutations } from './harness/jwt-mutations.js';
import { AUTH, login, makeOperator, signIn, turnOnTotp } from './harness/operators.js';
import { Random } from './harness/random.js';
import { setStage } from './harness/stage.js';
import { allZero, bothEngines, median, type Outcome } from './harness/verdict.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const LOCKED = 'guessed0@example.com'; // has no tries left once it was guessed at
const TOLD_APART_MS = 100; // a refusal comes at multiples of 250 ms

interface Sizes {
  mutations: number;
  subjects: number;
  guesses: number;
  families: number;
  timings: number;
}
const LONG: Sizes = { mutations: 10_000, subjects: 10, guesses: 500, families: 20, timings: 60 };
const SHORT: Sizes = { mutations: 300, subjects: 2, guesses: 7, families: 1, timings: 4 };

export async function authTokens({ isShort, seed, postgresUrl }: DrillOptions): Promise<Outcome> {
  const sizes = isShort ? SHORT : LONG;
  const onSqlite = await onOneEngine(null, sizes, seed);
  if (isShort) return onSqlite; // the tests of signing in run on both engines
  return bothEngines(onSqlite, postgresUrl ? await onOneEngine(postgresUrl, sizes, seed) : null);
}

interface Scene {
  url: string;
  /** An operator that nobody guesses at. */
  honest: string;
  database: Database;
  random: Random;
  sizes: Sizes;
  secretKey: string;
  operator(name: string): Promise<string>;
}

async function onOneEngine(postgresUrl: string | null, sizes: Sizes, seed: number): Promise<Outcome> {
  const secretKey = randomBytes(32).toString('hex');
  const stage = await setStage({
    postgresUrl,
    env: { AUTH: 'jwt', SECRET_KEY: secretKey, ISSUER: 'https://ndiyo.test' },
  });
  const { service, database } = stage;
  const shared: Record<string, string> = 'url' in database ? { DATABASE_URL: String(database.url) } : {};
  const env = { DATA_DIR: service.dataDir, SECRET_KEY: secretKey, ...shared };
  const operator = async (name: string): Promise<string> => {
    await makeOperator(env, `${name}@example.com`);
    return `${name}@example.com`;
  };
  const honest = await operator('honest');
  const scene = { url: service.url, honest, database, random: new Random(seed), sizes, secretKey, operator };
  const outcomes = [await forge(scene), await guess(scene), await refresh(scene), await timeRefusals(scene)];
  await stage.close();
  return {
    figures: Object.assign({}, ...outcomes.map(({ figures }) => figures)),
    target: Object.assign({}, ...outcomes.map(({ target }) => target)),
  };
}

async function forge({ url, honest, random, sizes, secretKey }: Scene): Promise<Outcome> {
  const { token } = await signIn(url, honest);
  const mutations = new JwtMutations(token, secretKey, random);
  const send = async (one: string) => (await call(url, { path: '/api/v1/contracts', headers: bearer(one) })).status;
  const statuses: Record<number, number> = {};
  const tokens = Array.from({ length: sizes.mutations }, () => mutations.next());
  await inParallel(tokens, 16, async (one) => {
    const status = await send(one);
    statuses[status] = (statuses[status] ?? 0) + 1;
  });
  say(`${tokens.length} forged tokens: ${JSON.stringify(statuses)}`);
  const figures = {
    forged: tokens.length,
    forged_refused: statuses[401] ?? 0,
    forged_accepted: statuses[200] ?? 0,
    genuine_accepted: [await send(token), await send(mutations.remade())].filter((status) => status === 200).length,
  };
  return { figures, target: { forged_refused: sizes.mutations, forged_accepted: 0, genuine_accepted: 2 } };
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** Half the subjects are guessed at by password, half by code with the right password. */
async function guess({ url, database, sizes, operator }: Scene): Promise<Outcome> {
  let accepted = 0;
  let open = 0;
  const names = Array.from({ length: sizes.subjects }, (_, i) => i);
  for (const i of names) {
    const email = await operator(`guessed${i}`);
    const code = i % 2 === 1 ? await turnOnTotp(url, (await signIn(url, email)).token) : null;
    const nth = (n: number): Record<string, string> =>
      code === null
        ? { password: `guess number ${n}` }
        : { totp_code: String((Number(code) + n) % 1_000_000).padStart(6, '0') };
    const guesses = Array.from({ length: sizes.guesses }, (_, n) => nth(n + 1));
    await inParallel(guesses, 16, async (one) => {
      const { status } = await login(url, email, one);
      if (status === 200) accepted += 1;
    });
    const right = await login(url, email, code === null ? {} : { totp_code: code });
    if (right.status !== 401) open += 1;
  }
  const most = await count(database, "SELECT max(failures) AS n FROM operators WHERE email LIKE 'guessed%'");
  const locks = await count(database, "SELECT count(*) AS n FROM access_events WHERE type = 'operator.locked'");
  say(`${sizes.subjects * sizes.guesses} guesses: at most ${most} judged each, ${accepted} accepted`);
  const figures = {
    guesses: sizes.subjects * sizes.guesses,
    guesses_accepted: accepted,
    judged_at_most: most,
    locks,
    open,
  };
  return { figures, target: { guesses_accepted: 0, judged_at_most: { atMost: 5 }, locks: sizes.subjects, open: 0 } };
}

/** One head each; the token before last ends the family. */
async function refresh({ url, honest, database, sizes }: Scene): Promise<Outcome> {
  const send = (refresh_token: string) => postJson(url, `${AUTH}/refresh`, JSON.stringify({ refresh_token }));
  let [forked, refused, survived] = [0, 0, 0];
  for (let i = 0; i < sizes.families; i += 1) {
    const first = (await signIn(url, honest)).refresh_token;
    const answers = await Promise.all(Array.from({ length: 100 }, () => send(first)));
    const pairs = answers.filter(({ status }) => status === 200).map(({ text }) => JSON.parse(text));
    refused += answers.length - pairs.length;
    forked += new Set(pairs.map((pair) => pair.refresh_token)).size - 1;
    const third = JSON.parse((await send(pairs[0].refresh_token)).text);
    const reuse = await send(first);
    const later = [
      reuse,
      await send(third.refresh_token),
      await call(url, { path: '/api/v1/contracts', headers: bearer(third.token) }),
    ];
    survived += later.filter(({ status }) => status !== 401).length;
  }
  const heads = await count(
    database,
    'SELECT count(*) AS n FROM (SELECT session_id FROM refresh_tokens WHERE replaced_at IS NULL GROUP BY session_id HAVING count(*) > 1) h',
  );
  say(`${sizes.families} families refreshed 100 times at once: ${forked} forked, ${survived} survived a reuse`);
  const figures = {
    families: sizes.families,
    forked,
    refreshes_refused: refused,
    survived_reuse: survived,
    families_with_two_heads: heads,
  };
  return { figures, target: allZero('forked refreshes_refused survived_reuse families_with_two_heads') };
}

/** Medians of refusals, one after the other in turn: a stranger, a wrong password, and an operator without tries left. */
async function timeRefusals({ url, honest, sizes }: Scene): Promise<Outcome> {
  const times: Record<string, number[]> = { stranger: [], wrong: [], locked: [] };
  for (let i = 0; i < sizes.timings; i += 1) {
    if (i % 4 === 0) await signIn(url, honest); // its tries begin anew
    for (const [name, email] of [
      ['stranger', `nobody${i}@example.com`],
      ['wrong', honest],
      ['locked', LOCKED],
    ] as const) {
      times[name]!.push((await login(url, email, { password: 'wrong' })).ms);
    }
  }
  const medians = Object.values(times).map(median);
  const [stranger, wrong, lockedOut] = medians.map(Math.round);
  const told_apart_ms = Math.round(Math.max(...medians) - Math.min(...medians));
  const figures = { stranger_ms: stranger, wrong_ms: wrong, locked_ms: lockedOut, told_apart_ms };
  return { figures, target: { told_apart_ms: { atMost: TOLD_APART_MS } } };
}
