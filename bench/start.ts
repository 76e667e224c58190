/** How soon the service is ready on an empty database, and the memory it takes doing nothing. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Carrier } from './carrier.js';
import { memoryOf, startService } from './servers.js';
import { freshFolder, progress, removeFolder } from './workplace.js';

const STARTS = 5;
const IDLE_MS = 5_000;

export interface StartFigures {
  /** From the spawn to the first 200 of /readyz. */
  startMs: number[];
  idleMb: number;
}

export async function measureStarts(carrier: Carrier): Promise<StartFigures> {
  progress(`start: ${STARTS} starts on an empty database, then ${IDLE_MS / 1_000} s idle`);
  const startMs: number[] = [];
  for (let n = 1; ; n += 1) {
    const dataDir = freshFolder('start');
    const service = await startService(dataDir, carrier.url);
    startMs.push(service.startMs);
    if (n === STARTS) await pause(IDLE_MS);
    const { nowMb } = memoryOf(service.pid);
    await service.kill();
    removeFolder(dataDir);
    if (n === STARTS) return { startMs, idleMb: nowMb };
  }
}
