/** F30: bad production configurations. Each ends the start within three seconds, named, and no value is told. */
import { once } from 'node:events';
import { spawnService } from '../test/start-app.js';
import { badConfigurations, goodProduction } from './corpus/bad-configurations.js';
import { undoAtEnd } from './harness/cleanup.js';
import { Random } from './harness/random.js';
import { makeFolder } from './harness/service.js';
import { most, type Outcome } from './harness/verdict.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const SHORT_COUNT = 24;
const END_MS = 3_000;
// Shorter ones ("none", "true") are also words of the sentence that says what is accepted; and so are these.
const TELLING_LENGTH = 8;
const WORDS = new Set(['production', 'required', 'africastalking', 'simulator']);

interface End {
  code: number | null;
  ms: number;
  written: string;
}

export async function badConfig({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const times: number[] = [];
  const faults: string[] = [];
  const shuffled = new Random(seed).shuffled(badConfigurations());
  const cases = isShort ? shuffled.slice(0, SHORT_COUNT) : shuffled;
  for (const { name, change } of cases) {
    const env = { ...goodProduction(), ...change };
    const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const title = `${name} ${JSON.stringify(change).slice(0, 80)}`;
    const { code, ms, written } = await start(Object.fromEntries(given));
    times.push(ms);
    if (code === null || code === 0) faults.push(`${title}: it started`);
    else if (ms > END_MS) faults.push(`${title}: it took ${ms} ms`);
    if (!written.includes(name)) faults.push(`${title}: not named`);
    const told = given.filter(([, value]) => tellsValue(written, value)).map(([variable]) => variable);
    if (told.length > 0) faults.push(`${title}: the value of ${told.join(', ')} is told`);
  }
  say(`${cases.length} configurations`);
  const figures = { configurations: cases.length, faults: faults.length, slowest_ms: most(times), list: faults };
  return { figures, target: { configurations: { atLeast: 20 }, faults: 0, slowest_ms: { atMost: END_MS } } };
}

async function start(env: Record<string, string>): Promise<End> {
  const began = performance.now();
  const child = spawnService({ PORT: '0', HOST: '127.0.0.1', DATA_DIR: makeFolder(), ...env });
  const undo = undoAtEnd(() => void child.kill('SIGKILL'));
  let written = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (written += chunk));
  const giveUp = setTimeout(() => child.kill('SIGKILL'), 2 * END_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(giveUp);
  await undo();
  return { code, ms: Math.round(performance.now() - began), written };
}

/** Also a part of it: half a secret is half as secret. */
function tellsValue(written: string, value: string): boolean {
  if (WORDS.has(value)) return false;
  const lines = value.split('\n').filter((line) => line.length >= TELLING_LENGTH && !line.startsWith('-----'));
  return lines.some((line) => written.includes(line) || (line.length > 24 && written.includes(line.slice(0, 16))));
}
