/** The limits of texts on a real database, one text a transaction. */
import { Logger } from '@nestjs/common';
import type { Suppression } from '../../src/budgets/held-back.js';
import { PausedPrefixesService } from '../../src/budgets/paused-prefixes.service.js';
import { TextBudgetsService } from '../../src/budgets/text-budgets.service.js';
import { TextLimitsService } from '../../src/budgets/text-limits.service.js';
import { TextTrafficService } from '../../src/budgets/text-traffic.service.js';
import { readEnv } from '../../src/config/env.js';
import { AccountEventsService } from '../../src/feed/account-events.service.js';
import { FeedWorker } from '../../src/feed/feed.worker.js';
import type { LogWorker } from '../../src/log/log.worker.js';
import { Database } from '../../src/persistence/database.js';
import { NoTidings } from '../../src/transactions/tidings.js';
import type { Place } from '../persistence/engines.js';

export const NOW = new Date('2026-11-22T12:00:00.000Z');
export const DAY = '2026-11-22';
export const HOUR_MS = 60 * 60 * 1_000;
export const ACCOUNTS = ['amina', 'baraka', 'chebet'];
export const ago = (ms: number) => new Date(NOW.getTime() - ms);

export interface Wish {
  to?: string;
  kind?: string;
  accountId?: string;
  segments?: number;
  now?: Date;
}
export type Result = Suppression | null;

export interface Rooms {
  database: Database;
  limits: TextLimitsService;
  pauses: PausedPrefixesService;
}

export function setStage(freshPlace: () => Promise<Place>) {
  let place: Place;
  let next = 0;
  const rooms = {} as Rooms;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    place = await freshPlace();
    rooms.database = await Database.open(place.address);
    await rooms.database.transactions.run(async (tx) => {
      for (const id of ACCOUNTS) {
        await tx.sql`INSERT INTO accounts (id, name, created_at) VALUES (${id}, ${id}, ${NOW.toISOString()})`;
      }
    });
  }, 30_000);
  afterEach(async () => {
    await rooms.database.close();
    await place.drop();
  }, 30_000);

  function withLimits(variables: Record<string, string>): void {
    const env = readEnv(variables);
    const { transactions, reads } = rooms.database;
    const feed = new FeedWorker(transactions, reads, {} as LogWorker, new NoTidings()); // not started: events are only recorded
    const events = new AccountEventsService(feed);
    rooms.pauses = new PausedPrefixesService(env, reads, events);
    const traffic = new TextTrafficService(env, rooms.pauses);
    rooms.limits = new TextLimitsService(env, new TextBudgetsService(env, events), traffic, rooms.pauses);
  }

  /** One text in a transaction of its own; why it does not go. */
  function send(wish: Wish = {}): Promise<Result> {
    const { to = `+25471${1_000_000 + ++next}`, kind = 'confirmed', accountId = 'amina', segments = 1 } = wish;
    const { now = NOW } = wish;
    return rooms.database.transactions.run(async (tx) => {
      await rooms.limits.lock(tx, [to]);
      const held = await rooms.limits.admit(tx, { to, kind, accountId, now }, segments, 0);
      return held?.reason ?? null;
    });
  }
  const sendAll = (wishes: Wish[]): Promise<Result[]> => Promise.all(wishes.map((wish) => send(wish)));

  /** What was told outside, oldest first. */
  async function events(): Promise<Record<string, unknown>[]> {
    const rowsOf = rooms.database.reads.sql<{ account_id: string; type: string; data: string }>;
    const found = await rowsOf`SELECT account_id, type, data FROM account_events ORDER BY id`;
    return found.map(({ account_id, type, data }) => ({ account: account_id, type, ...JSON.parse(data) }));
  }
  return { rooms, withLimits, send, sendAll, events };
}

/** How many went. */
export const wentOf = (results: Result[]): number => results.filter((one) => one === null).length;
