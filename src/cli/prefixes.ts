/** `prefixes`: dial prefixes where nobody is asked, because nobody answered. */

import { PausedPrefixesService } from '../budgets/paused-prefixes.service.js';
import { AccountEventsService } from '../feed/account-events.service.js';
import { FeedWorker } from '../feed/feed.worker.js';
import { Transactions } from '../transactions/tx.js';
import { atWorkbench } from './workbench.js';

const USAGE = 'Say prefixes list, or prefixes resume <prefix>, such as +254712.';
const PREFIX = /^\+[1-9]\d{3,5}$/;
// The running service looks for itself.
const ROOMS = [PausedPrefixesService, AccountEventsService, { provide: FeedWorker, useValue: { poke: () => {} } }];

export function prefixes([command, prefix, ...others]: string[]): Promise<number> {
  if (command === 'list' && prefix === undefined) return list();
  if (command === 'resume' && prefix !== undefined && PREFIX.test(prefix) && others.length === 0) return resume(prefix);
  throw new Error(USAGE);
}

async function list(): Promise<number> {
  const paused = await atWorkbench((rooms) => rooms.get(PausedPrefixesService).list(), ROOMS);
  for (const { prefix, since, reason } of paused) process.stdout.write(`${prefix.padEnd(8)} ${since}  ${reason}\n`);
  return 0;
}

async function resume(prefix: string): Promise<number> {
  await atWorkbench(
    (rooms) =>
      rooms.get(Transactions).run((tx) => rooms.get(PausedPrefixesService).resumeByHand(tx, prefix, new Date())),
    ROOMS,
  );
  process.stdout.write(`People are asked at ${prefix} again; what was sent so far counts no more.\n`);
  return 0;
}
