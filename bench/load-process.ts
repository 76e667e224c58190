/** The load generator, a process of its own: it takes one job after the other. */
import { converse } from './load-connection.js';
import type { LoadJob, LoadResult } from './load-job.js';
import { requestsOf } from './load-requests.js';

async function work(job: LoadJob): Promise<LoadResult> {
  const next = requestsOf(job.load, job.limit);
  const latencies: number[] = [];
  let sent = 0;
  const began = performance.now();
  const countFrom = began + job.rampSeconds * 1_000;
  const endAt = countFrom + job.seconds * 1_000;
  let lastAt = began;
  const nextInTime = () => {
    const request = performance.now() < endAt ? next() : null;
    if (request !== null) sent += 1;
    return request;
  };
  const answered = (ms: number) => {
    const now = performance.now();
    if (now < countFrom || now > endAt) return;
    lastAt = now;
    latencies.push(ms);
  };
  await Promise.all(
    Array.from({ length: job.connections }, (_, i) => converse(job.urls[i % job.urls.length]!, nextInTime, answered)),
  );
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const seconds = Math.max(lastAt - countFrom, 1) / 1_000;
  return { sent, perSecond: sorted.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

process.on('message', (job: LoadJob) => {
  work(job).then(
    (result) => process.send!({ result }),
    (error: Error) => process.send!({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit());
