/** What the process itself uses, and how punctual its event loop is. */
import { readdirSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { counter, type Family, gauge } from './family.js';

const RESOLUTION_MS = 20;
const NS = 1e9;
const US = 1e6;
const SINCE = ' since the page was last read';

@Injectable()
export class ProcessFamiliesService implements OnModuleDestroy {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly startedAt = Date.now() / 1_000 - process.uptime();
  private version: string | undefined;

  onModuleDestroy(): void {
    this.delay.disable();
  }

  list(): Family[] {
    return [...this.listUse(), ...listFiles(), ...this.listDelays()];
  }

  private listUse(): Family[] {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    this.version ??= versionOf();
    const versions = { version: this.version, node: process.versions.node };
    return [
      gauge('ndiyo_build_info', 'Versions of the service and of Node; always 1.', [1, versions]),
      counter('process_cpu_user_seconds_total', 'Time of CPU spent in the program.', [user / US]),
      counter('process_cpu_system_seconds_total', 'Time of CPU spent in the system for it.', [system / US]),
      counter('process_cpu_seconds_total', 'Both together.', [(user + system) / US]),
      gauge('process_start_time_seconds', 'When the process started, in Unix time.', [this.startedAt]),
      gauge('process_resident_memory_bytes', 'Memory in use.', [rss]),
      gauge('nodejs_heap_size_used_bytes', 'JavaScript heap in use.', [heapUsed]),
      gauge('nodejs_heap_size_total_bytes', 'JavaScript heap taken from the system.', [heapTotal]),
      gauge('nodejs_external_memory_bytes', 'Memory of buffers outside the heap.', [external]),
    ];
  }

  /** Since the last time this was asked. */
  private listDelays(): Family[] {
    const { delay } = this;
    // From the first look on: where nobody looks, nothing is woken up fifty times a second.
    delay.enable();
    // A sample is the whole time between two looks; without one all are 0.
    const late = (ns: number) => Math.max(0, ns / NS - RESOLUTION_MS / 1_000);
    const [half, most] = [late(delay.percentile(50)), late(delay.percentile(99))];
    const families = [
      gauge('nodejs_eventloop_lag_p50_seconds', `Half of all timers were late by less${SINCE}.`, [half]),
      gauge('nodejs_eventloop_lag_p99_seconds', `99 of 100 timers were late by less${SINCE}.`, [most]),
      gauge('nodejs_eventloop_lag_max_seconds', `The latest timer${SINCE}.`, [late(delay.max)]),
    ];
    delay.reset();
    return families;
  }
}

/** Open files and sockets; Linux alone tells. */
function listFiles(): Family[] {
  if (process.platform !== 'linux') return [];
  const [, most] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return [
    gauge('process_open_fds', 'Open files and sockets.', [readdirSync('/proc/self/fd').length]),
    gauge('process_max_fds', 'How many there may be.', ...(most === undefined ? [] : [[Number(most)] as const])),
  ];
}

/** The same place from `src/` and from `dist/`. */
function versionOf(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return String(version);
}
