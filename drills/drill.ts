/** `npm run drill -- <name|all> [--short] [--seed n] [--postgres url]`: breaks the service on purpose, and looks. */
import { auth } from './auth.js';
import { authTokens } from './auth-tokens.js';
import { backups } from './backups.js';
import { badConfig } from './bad-config.js';
import { badJson } from './bad-json.js';
import { callbacks } from './callbacks.js';
import { diskFull } from './disk-full.js';
import { fleet } from './fleet.js';
import { cleanUpOnSignals, undoAll } from './harness/cleanup.js';
import { listMissed, type Outcome } from './harness/verdict.js';
import { kill } from './kill.js';
import { limits } from './limits.js';
import { locked } from './locked.js';
import { model } from './model.js';
import { type DrillOptions, readArguments } from './options.js';
import { outage } from './outage.js';
import { overload } from './overload.js';
import { postgresStops } from './postgres-stops.js';
import { powerLoss } from './power-loss.js';
import { pumping } from './pumping.js';
import { rawHttp } from './raw-http.js';
import { receivers } from './receivers.js';
import { requests } from './requests.js';
import { resets } from './resets.js';
import { retries } from './retries.js';
import { sameInstant } from './same-instant.js';
import { steady } from './steady.js';
import { stops } from './stops.js';
import { tampers } from './tampers.js';
import { upgrade } from './upgrade.js';

interface Drill {
  about: string;
  run(options: DrillOptions): Promise<Outcome>;
}

const DRILLS: Record<string, Drill> = {
  kill: { about: 'kill -9 under load, restart, clients retry (F1)', run: kill },
  'power-loss': { about: 'the power fails under load (F2)', run: powerLoss },
  'postgres-stops': { about: 'PostgreSQL is stopped at once and started again under load (F3)', run: postgresStops },
  stops: { about: 'SIGTERM under load, again and again (F32)', run: stops },
  fleet: { about: 'two servers behind a proxy: rolling restarts and migrations, kill -9 of one', run: fleet },
  'disk-full': { about: 'the disk is full, and then it is not (F5)', run: diskFull },
  backups: { about: 'copies under load, each restored and started (F22)', run: backups },
  locked: { about: 'another process holds the SQLite file locked (F6)', run: locked },
  'same-instant': { about: 'both parties at once, each reply three times (F7)', run: sameInstant },
  model: { about: 'every step of a contract in any order, held against a model (F8)', run: model },
  retries: { about: 'fifty uses of one Idempotency-Key at once (F9)', run: retries },
  callbacks: { about: 'doubled, shuffled, stale, forged and broken callbacks (F14)', run: callbacks },
  outage: { about: 'the carrier is away while thousands of texts are queued (F12)', run: outage },
  resets: { about: 'the carrier takes texts and drops the connection (F13)', run: resets },
  receivers: { about: 'receivers of webhooks that hang, never end, redirect or lead inside (F15)', run: receivers },
  limits: { about: 'limits of two servers on one Redis, which is flushed, killed and stopped (F4, F25)', run: limits },
  access: {
    about: 'signed requests again and altered, every operation without its credential, guesses (F10, F11, F28, F29)',
    run: auth,
  },
  tokens: {
    about: 'forged tokens, guessed passwords and codes, refresh tokens used twice (F26, F27)',
    run: authTokens,
  },
  pumping: { about: 'texts to strange countries, costly numbers and numbers nobody answers from (F36)', run: pumping },
  steady: { about: 'an even load among 100,000 contracts of the past (F23)', run: steady },
  overload: { about: 'ten times as many contracts as it can make, and replies among them (F24)', run: overload },
  tampers: { about: 'somebody changes, cuts off or sets back what was recorded (F21)', run: tampers },
  upgrade: { about: 'a database of an earlier release, opened by this one (F34)', run: upgrade },
  requests: { about: 'requests made from the OpenAPI document, good and spoiled (F16)', run: requests },
  'raw-http': { about: 'broken, hidden, endless and slow requests, byte by byte (F17)', run: rawHttp },
  'bad-json': { about: 'bodies that are no JSON, or JSON that can be read in two ways (F18)', run: badJson },
  'bad-config': { about: 'bad production configurations (F30)', run: badConfig },
};

/** Several by one name. */
const GROUPS: Record<string, string[]> = {
  all: Object.keys(DRILLS),
  auth: ['access', 'tokens', 'limits'],
  messages: ['callbacks', 'outage', 'resets', 'receivers', 'pumping'],
};

interface Line {
  drill: string;
  seconds: number;
  passed: boolean;
  skipped: string | null;
  missed: string[];
}

async function runOne(drill: string, options: DrillOptions): Promise<Line> {
  const { seed, isShort } = options;
  process.stderr.write(`${drill} (seed ${seed}${isShort ? ', short' : ''})\n`);
  const began = performance.now();
  const outcome = await DRILLS[drill]!.run(options)
    .catch((error: Error): Outcome => {
      process.stderr.write(`${error.stack}\n`);
      return { figures: { error: error.message }, target: { error: 'none' } };
    })
    .finally(undoAll);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const missed = listMissed(outcome);
  const { figures, target, skipped = null } = outcome;
  const passed = missed.length === 0 && skipped === null;
  const end = { seconds, target, ...(missed.length > 0 && { missed }), ...(skipped !== null && { skipped }), passed };
  process.stdout.write(`${JSON.stringify({ drill, seed, short: isShort, ...figures, ...end })}\n`);
  return { drill, seconds, passed, skipped, missed };
}

function table(lines: Line[]): string {
  const verdictOf = ({ passed, skipped, missed }: Line) =>
    passed
      ? 'passed'
      : skipped !== null && missed.length === 0
        ? `skipped: ${skipped}`
        : `FAILED: ${missed.join(', ')}`;
  return lines
    .map((line) => `${line.drill.padEnd(16)}${line.seconds.toFixed(1).padStart(7)} s  ${verdictOf(line)}\n`)
    .join('');
}

async function main(): Promise<number> {
  const { names, options } = readArguments(process.argv.slice(2));
  const unknown = names.find((name) => !Object.hasOwn(GROUPS, name) && !Object.hasOwn(DRILLS, name));
  if (names.length === 0 || unknown !== undefined) {
    const groups = Object.entries(GROUPS).map(([name, drills]) => [name, drills.join(', ')]);
    const known = [...Object.entries(DRILLS).map(([name, { about }]) => [name, about]), ...groups];
    const list = known.map(([name = '', about]) => `  ${name.padEnd(16)}${about}\n`);
    const usage =
      'Usage: npm run drill -- <name|all> [--short] [--seed n] [--postgres url] [--kills n] [--requests n]\n\n';
    process.stderr.write(`${unknown === undefined ? '' : `There is no drill ${unknown}.\n\n`}${usage}${list.join('')}`);
    return unknown === undefined ? 0 : 2;
  }
  const lines: Line[] = [];
  const drills = new Set(names.flatMap((name) => GROUPS[name] ?? [name]));
  for (const name of drills) lines.push(await runOne(name, options));
  if (lines.length > 1) process.stderr.write(`\n${table(lines)}`);
  return lines.some(({ missed }) => missed.length > 0) ? 1 : 0;
}

cleanUpOnSignals();
process.exitCode = await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return 2;
});
// Connections that are kept alive must not keep the process.
process.exit();
