/**
 * Run as a process of its own: sends requests at fixed rates, whatever becomes of them, and prints what did. How long an
 * answer took is counted from when its request should have left: a service that stands still is not let off.
 */
import { text } from 'node:stream/consumers';
import { makeSources, type Source, type SourceName } from './load-sources.js';
import { OpenConnections } from './open-connections.js';
import { type LoadResult, type OpenLoad, Seen } from './open-load.js';

const TICK_MS = 1;
const LAST_ANSWERS_MS = 20_000;

const job = JSON.parse(await text(process.stdin)) as OpenLoad;
const connections = new OpenConnections(new URL(job.url), job.connections);
const sources = makeSources(job);
const names = Object.keys(job.perSecond) as SourceName[];
const seen = Object.fromEntries(names.map((name) => [name, new Seen()]));
let underWay = 0;

function ask(name: SourceName, source: Source, intendedAt: number, whenAnswered = () => {}): void {
  const asked = source.next(performance.now());
  const counts = seen[name]!;
  const isCounted = intendedAt >= countFrom;
  if (asked === null) return;
  underWay += 1;
  if (isCounted) counts.sent += 1;
  connections.send(asked.request, (answer) => {
    underWay -= 1;
    const now = performance.now();
    const isRight = answer !== null && asked.isRight(answer.status, answer.text);
    counts.total.right += isRight ? 1 : 0;
    if (isCounted)
      counts.note({ answer, isRight, ms: now - intendedAt, atMs: intendedAt - began, isInTime: now <= endAt });
    whenAnswered();
  });
}

/** At their rates, or with so many at once. */
async function load(): Promise<void> {
  const done = new Map(names.map((name) => [name, 0]));
  if (job.atOnce !== null) for (const name of names) for (let n = 0; n < job.atOnce; n += 1) again(name);
  for (let now = performance.now(); now < endAt; now = performance.now()) {
    for (const name of job.atOnce === null ? names : []) {
      const rate = job.perSecond[name]!;
      const due = Math.floor(((now - began) / 1_000) * rate);
      for (let n = done.get(name)!; n < due; n += 1) ask(name, sources[name], began + ((n + 1) / rate) * 1_000);
      done.set(name, due);
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    latest = Math.max(latest, performance.now() - now);
  }
}

function again(name: SourceName): void {
  const now = performance.now();
  if (now < endAt) ask(name, sources[name], now, () => again(name));
}

let latest = 0;
const began = performance.now();
const countFrom = began + job.warmUpSeconds * 1_000;
const endAt = countFrom + job.seconds * 1_000;
await load();
const giveUpAt = performance.now() + LAST_ANSWERS_MS;
while (underWay > 0 && performance.now() < giveUpAt) await new Promise((resolve) => setTimeout(resolve, 20));
connections.close();
const told: LoadResult = {
  ...{ seconds: job.seconds, unanswered: underWay, ownLatestMs: Math.round(latest) },
  sources: Object.fromEntries(names.map((name) => [name, seen[name]!.tell()])),
};
process.stdout.write(JSON.stringify(told), () => process.exit());
