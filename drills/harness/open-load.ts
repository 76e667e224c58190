/** A load at fixed rates, put on a service by a process of its own. */
import { once } from 'node:events';
import { startChild } from './children.js';
import type { SourceName, SourceSettings } from './load-sources.js';

export interface OpenLoad extends SourceSettings {
  url: string;
  perSecond: Partial<Record<SourceName, number>>;
  /** Null: at those rates. Otherwise so many requests of each at once, the next one after each answer. */
  atOnce: number | null;
  connections: number;
  /** Not counted. */
  warmUpSeconds: number;
  seconds: number;
}

export interface Latencies {
  p50: number;
  p99: number;
  max: number;
}

export interface SourceResult {
  sent: number;
  /** Right answers, also those of the warm-up and those after the end. */
  rightInAll: number;
  /** Right answers before the end. */
  inTime: number;
  right: Latencies;
  /** 429 and 503 that say when to come back. */
  refused: number;
  refusals: Latencies;
  /** Anything else, or none. */
  wrong: number;
  firstWrong: string | null;
  /** When the last request that was refused, wrong or slower than 100 ms should have left, in milliseconds; 0 for none. */
  lastBadAtMs: number;
}

export interface LoadResult {
  seconds: number;
  unanswered: number;
  /** How late the load itself was. */
  ownLatestMs: number;
  sources: Partial<Record<SourceName, SourceResult>>;
}

const SLOW_MS = 100;

interface Answered {
  answer: { status: number; text: string } | null;
  isRight: boolean;
  ms: number;
  atMs: number;
  isInTime: boolean;
}

export class Seen {
  sent = 0;
  readonly total = { right: 0 };
  private inTime = 0;
  private readonly rightMs: number[] = [];
  private readonly refusedMs: number[] = [];
  private wrong = 0;
  private firstWrong: string | null = null;
  private lastBadAtMs = 0;

  note({ answer, isRight, ms, atMs, isInTime }: Answered): void {
    if (!isRight || ms > SLOW_MS) this.lastBadAtMs = Math.max(this.lastBadAtMs, atMs);
    if (isRight) {
      this.rightMs.push(ms);
      if (isInTime) this.inTime += 1;
    } else if (answer !== null && isRefusal(answer)) this.refusedMs.push(ms);
    else {
      this.wrong += 1;
      this.firstWrong ??= answer === null ? 'the connection broke' : answer.text.slice(0, 600);
    }
  }

  tell(): SourceResult {
    const { sent, inTime, wrong, firstWrong } = this;
    return {
      ...{ sent, inTime, wrong, firstWrong, rightInAll: this.total.right, refused: this.refusedMs.length },
      ...{ right: latenciesOf(this.rightMs), refusals: latenciesOf(this.refusedMs) },
      lastBadAtMs: Math.round(this.lastBadAtMs),
    };
  }
}

const isRefusal = ({ status, text }: { status: number; text: string }): boolean =>
  (status === 503 || status === 429) && /\r\nretry-after: *\d/i.test(text) && text.includes('"request_id":"');

function latenciesOf(ms: number[]): Latencies {
  const sorted = Float64Array.from(ms).sort();
  const at = (share: number) => Math.round(10 * (sorted[Math.floor(share * (sorted.length - 1))] ?? 0)) / 10;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

export async function putOpenLoad(load: OpenLoad): Promise<LoadResult> {
  const child = startChild('open-load-child');
  let written = '';
  child.stdout!.on('data', (chunk) => (written += chunk));
  const closed = once(child, 'close');
  child.stdin!.end(JSON.stringify(load));
  await closed;
  return JSON.parse(written) as LoadResult;
}
