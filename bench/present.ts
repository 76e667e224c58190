/** The service with many contracts present, against itself with few. */
import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Carrier } from './carrier.js';
import { type Contest, type ContestRules, contest, type WorkName } from './contest.js';
import { fill } from './fill.js';
import type { Prepared } from './prepare.js';
import { databaseOf, startService } from './servers.js';
import { freshFolder, progress, removeFolder } from './workplace.js';

const SETTLE_MS = 3_000; // what the fill still writes back must not be measured

export interface Growth {
  contests: Contest[];
  contracts: number;
  /** From the spawn to ready, on the full database. */
  startMs: number;
  fileBytes: number;
}

export async function measurePresent(
  works: WorkName[],
  contracts: number,
  prepared: Prepared,
  carrier: Carrier,
  rules: ContestRules,
): Promise<Growth> {
  progress(`present: filling a database with ${contracts} contracts`);
  const [few, many] = [freshFolder('few', prepared.dataDir), freshFolder('many', prepared.dataDir)];
  fill(many, contracts);
  const fileBytes = statSync(databaseOf(many)).size;
  await pause(SETTLE_MS);
  carrier.beSilent();
  const base = { ...(await startService(few, carrier.url)), name: 'few' };
  const rival = { ...(await startService(many, carrier.url)), name: 'many' };
  const contests: Contest[] = [];
  for (const work of works) contests.push(await contest(work, [base, rival], prepared, { ...rules, hasParity: false }));
  for (const server of [base, rival]) {
    await server.kill();
    removeFolder(server.dataDir);
  }
  return { contests, contracts, startMs: rival.startMs, fileBytes };
}
