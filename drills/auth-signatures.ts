/** F10 and F11: signed requests sent again, with a bit flipped, too early, too late, and with the clock set back. */
import { randomBytes } from 'node:crypto';
import type { Signer } from '../test/signing.js';
import { until } from '../test/until.js';
import { type Captured, capture, withOneBitFlipped } from './harness/captured.js';
import { bodyOf, call, postJson } from './harness/client.js';
import { inParallel } from './harness/crew.js';
import { Random } from './harness/random.js';
import { type Stage, setStage } from './harness/stage.js';
import { allZero, bothEngines, type Figures, type Outcome } from './harness/verdict.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const [REQUESTS, REQUESTS_SHORT] = [10_000, 100];
const [OLD, OLD_SHORT] = [1_000, 40];
const SKEWS = 20;
const HANDS = 16;
const TEN_MINUTES = 600;
// Whose stamps, up to 300 s old, still count when ten minutes later the clock goes back by ten.
const OLDEST = TEN_MINUTES + 290;

export async function signatures({ isShort, seed, postgresUrl }: DrillOptions): Promise<Outcome> {
  const size = isShort ? REQUESTS_SHORT : REQUESTS;
  const random = new Random(seed);
  const apiKey = randomBytes(32).toString('hex');
  const env = { AUTH: 'api-key,signature', API_KEY: apiKey };
  const stage = await setStage({ env: { ...env, ...clock(-OLDEST) } });
  const signer = await makeSigner(stage, apiKey);
  const old = await useOld(stage, signer, random, isShort ? OLD_SHORT : OLD);
  await restart(stage, 0);
  const onSqlite = await replayAndFlip(stage, signer, random, size);
  const skewed = await skew(stage, signer, random);
  await restart(stage, -TEN_MINUTES);
  const back = await sendAll(stage, old);
  await stage.close();
  say(`the clock ten minutes back: ${back.accepted} of ${old.length} old signatures accepted`);
  const figures = { ...onSqlite.figures, ...skewed, old_signatures: old.length, old_accepted: back.accepted };
  const target = { ...onSqlite.target, ...allZero('skew_299_refused skew_301_accepted old_accepted') };
  const postgres = postgresUrl ? await onPostgres(postgresUrl, env, apiKey, size, seed) : null;
  return bothEngines({ figures, target: { ...target, old_signatures: { atLeast: 40 } } }, postgres);
}

/** Two services on one database: a nonce used at one is used at the other. */
async function onPostgres(url: string, env: Record<string, string>, apiKey: string, size: number, seed: number) {
  const stage = await setStage({ postgresUrl: url, env });
  const signer = await makeSigner(stage, apiKey);
  const outcome = await replayAndFlip(stage, signer, new Random(seed), size);
  await stage.close();
  return outcome;
}

const clock = (seconds: number): Record<string, string> => ({
  NODE_OPTIONS: `--import=${new URL('./harness/shifted-clock.js', import.meta.url).href}`,
  DRILL_CLOCK_SHIFT_S: String(seconds),
});

/** At the same address: it is part of what was signed. */
async function restart({ service }: Stage, clockShift: number): Promise<void> {
  const { port } = new URL(service.url);
  await service.stop();
  await service.start({ ...clock(clockShift), PORT: port });
}

async function makeSigner({ service }: Stage, apiKey: string): Promise<Signer> {
  const wish = JSON.stringify({ name: 'drill', scopes: ['contracts:read'] });
  const made = bodyOf(await postJson(service.url, '/api/v1/auth/api-keys', wish, { 'X-API-Key': apiKey }));
  return { keyId: made.key_id, signingSecret: made.signing_secret };
}

/** As they were sent a quarter of an hour ago, with stamps that a clock set back would find good again. */
async function useOld(stage: Stage, signer: Signer, random: Random, size: number): Promise<Captured[]> {
  const now = Math.floor(Date.now() / 1_000) - OLDEST;
  const old = Array.from({ length: size }, () =>
    capture(stage.service.url, signer, random, { timestamp: now + random.below(250) }),
  );
  const { accepted } = await sendAll(stage, old);
  if (accepted !== size) throw new Error(`only ${accepted} of ${size} requests were accepted the first time`);
  return old;
}

/** To whichever of the services; on PostgreSQL the address that was signed is kept. */
async function sendAll({ services }: Stage, list: readonly Captured[]) {
  const told = { accepted: 0, byStatus: {} as Record<string, number> };
  let turn = 0;
  await inParallel(list, HANDS, async (captured) => {
    turn += 1;
    const { status } = await call(services[turn % services.length]!.url, captured);
    told.byStatus[status] = (told.byStatus[status] ?? 0) + 1;
    if (status < 400) told.accepted += 1;
  });
  return told;
}

async function replayAndFlip(stage: Stage, signer: Signer, random: Random, size: number): Promise<Outcome> {
  const list = Array.from({ length: size }, () => capture(stage.service.url, signer, random));
  const flipped = await sendAll(
    stage,
    list.map((captured) => withOneBitFlipped(captured, random)),
  );
  const first = await sendAll(stage, list);
  const again = await sendAll(stage, random.shuffled(list));
  // All at once: the first use and its copies race each other.
  const raced = capture(stage.service.url, signer, random);
  const race = await sendAll(stage, Array(HANDS).fill(raced));
  say(`${stage.database.engine}: ${size} requests, each sent with a bit flipped, whole, and again`);
  const figures: Figures = {
    ...{ signed_requests: size, flipped_accepted: flipped.accepted, flipped_by_status: flipped.byStatus },
    ...{ first_accepted: first.accepted, replayed_accepted: again.accepted, race_accepted: race.accepted },
  };
  const none = allZero('flipped_accepted replayed_accepted');
  return { figures, target: { ...none, first_accepted: size, race_accepted: 1 } };
}

async function skew({ service }: Stage, signer: Signer, random: Random): Promise<Figures> {
  const figures = { skew_tries: 4 * SKEWS, skew_299_refused: 0, skew_301_accepted: 0 };
  for (let n = 0; n < SKEWS; n += 1) {
    for (const offset of [-299, 299, -301, 301]) {
      // Early in a second, so that it does not end on the way.
      await until(Date.now, (now) => now % 1_000 < 500);
      const timestamp = Math.floor(Date.now() / 1_000) + offset;
      const { status } = await call(service.url, capture(service.url, signer, random, { timestamp }));
      if (Math.abs(offset) === 299 && status !== 200) figures.skew_299_refused += 1;
      if (Math.abs(offset) === 301 && status !== 401) figures.skew_301_accepted += 1;
    }
  }
  return figures;
}
