/** Turns what was measured by itself into rows of the table. */
import type { OutboxFigures } from './outbox.js';
import { CARRIER_MS } from './outbox.js';
import type { PageFigures } from './pages.js';
import type { PostgresFigures } from './postgres.js';
import type { Growth } from './present.js';
import { type Comparison, type Fact, factOf } from './report.js';
import type { StartFigures } from './start.js';
import { highest, lowest, median } from './statistics.js';
import {
  IDLE_MB,
  LOADED_MB,
  PAGE_2G_S,
  PAGE_KB,
  POSTGRES_OF_SQLITE,
  START_S,
  TEXTS_PER_SECOND,
  VERIFIED_PER_CORE_SECOND,
  VERIFY_S,
} from './targets.js';
import type { VerifyFigures } from './verify.js';

const spread = (values: number[]) => `(${lowest(values).toFixed(2)}-${highest(values).toFixed(2)})`;
const toSeconds = (values: number[]) => values.map((value) => value / 1_000);

export function startFacts({ startMs, idleMb }: StartFigures): Fact[] {
  const seconds = toSeconds(startMs);
  return [
    factOf('start to ready, empty database', median(seconds), 's', START_S, { startMs }, spread(seconds)),
    factOf('memory after 5 s idle', idleMb, 'MB', IDLE_MB, { idleMb }),
  ];
}

export function growthFacts({ contracts, startMs, fileBytes }: Growth): Fact[] {
  const figure = `${Math.round(fileBytes / contracts)} bytes (${(fileBytes / 1e9).toFixed(2)} GB)`;
  return [
    factOf(`start to ready, ${contracts} contracts`, startMs / 1_000, 's', START_S, { startMs }),
    { what: 'database file, a contract', figure, must: '', aim: '', verdict: '', values: { fileBytes } },
  ];
}

export const loadedFact = (peakMb: number): Fact =>
  factOf('memory at most, up to the end of creating', peakMb, 'MB', LOADED_MB, { peakMb });

export function outboxFact(figures: OutboxFigures): Fact {
  const { texts, perSecond, outOfOrder, readyMb, peakMb, afterMb } = figures;
  const memory = [readyMb, peakMb, afterMb].map((mb) => Math.round(mb)).join('/');
  const order = outOfOrder === 0 ? 'order kept' : `${outOfOrder} contracts OUT OF ORDER`;
  const note = `(${texts} texts, ${order}, MB ready/most/after ${memory})`;
  const values = { texts, perSecond, outOfOrder, readyMb, peakMb, afterMb };
  const what = `outbox to a carrier of ${CARRIER_MS} ms`;
  const fact = factOf(what, perSecond, 'texts/s', { ...TEXTS_PER_SECOND, isLeast: true }, values, note);
  return outOfOrder === 0 ? fact : { ...fact, verdict: 'MISSED (order)' };
}

export function verifyFacts({ coldMs, perCoreSecond }: VerifyFigures): Fact[] {
  const seconds = toSeconds(coldMs);
  const target = { ...VERIFIED_PER_CORE_SECOND, isLeast: true };
  const note = `(${perCoreSecond.map(Math.round).join(' ')})`;
  return [
    factOf('verify a receipt, cold', median(seconds), 's', VERIFY_S, { verifyMs: coldMs }, spread(seconds)),
    factOf('verify on the server', median(perCoreSecond), '/s and core', target, { perCoreSecond }, note),
  ];
}

export function pageFacts(figures: PageFigures[] | null): Fact[] {
  if (figures === null) {
    return [{ what: 'pages', figure: 'no browser on the path', must: '', aim: '', verdict: '', values: {} }];
  }
  return figures.flatMap(({ name, bytes, firstMs, againMs }) => [
    factOf(`${name}: all it loads`, bytes / 1_000, 'kB', PAGE_KB, { bytes }),
    factOf(
      `${name}: on 2G`,
      firstMs / 1_000,
      's',
      PAGE_2G_S,
      { firstMs, againMs },
      `(again ${(againMs / 1_000).toFixed(1)} s)`,
    ),
  ]);
}

/** Held against what the same run measured on SQLite, where it did. */
export function postgresFacts(all: PostgresFigures[], sqlite: Comparison | undefined): Fact[] {
  return all.map(({ instances, perSecond, p99Ms }) => {
    const each = median(perSecond) / instances;
    const what = `create on PostgreSQL, ${instances} instance${instances > 1 ? 's' : ''}`;
    const note = `an instance, ${Math.round(median(perSecond))}/s in all, p99 ${median(p99Ms).toFixed(1)} ms`;
    const values = { instances, perSecond, p99Ms };
    if (!sqlite) {
      const figure = `${Math.round(each)}/s ${note}`;
      return { what, figure, must: '(with --only create)', aim: '', verdict: '', values };
    }
    const ofSqlite = each / median(sqlite.rival.perSecond);
    const target = { ...POSTGRES_OF_SQLITE, isLeast: true };
    return factOf(what, ofSqlite, 'of SQLite', target, values, `(${Math.round(each)}/s ${note})`);
  });
}
