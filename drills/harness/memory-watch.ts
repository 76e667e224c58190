/** Looks once a second how much memory a process has, and whether it grows. */
import { memoryOf } from '../../bench/servers.js';
import { median } from './verdict.js';

const EVERY_MS = 1_000;

export class MemoryWatch {
  private readonly samples: { minute: number; mb: number }[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(pid: number, warmUpSeconds: number) {
    const from = performance.now() + warmUpSeconds * 1_000;
    this.timer = setInterval(() => {
      const minute = (performance.now() - from) / 60_000;
      if (minute >= 0) this.samples.push({ minute, mb: memoryOf(pid).nowMb });
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  tell(): { rss_mb: number; rss_mb_per_minute: number } {
    const { samples } = this;
    return { rss_mb: Math.round(median(samples.map(({ mb }) => mb))), rss_mb_per_minute: slopeOf(samples) };
  }
}

/** Least squares. */
function slopeOf(samples: { minute: number; mb: number }[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [at, level] = [mean(samples.map(({ minute }) => minute)), mean(samples.map(({ mb }) => mb))];
  const above = samples.reduce((sum, { minute, mb }) => sum + (minute - at) * (mb - level), 0);
  const below = samples.reduce((sum, { minute }) => sum + (minute - at) ** 2, 0);
  return Math.round((100 * above) / below) / 100;
}
