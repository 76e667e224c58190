/** What each figure must reach, and what it should. */
import type { WorkName } from './contest.js';

/** Of the reference's rate. */
export const OF_REFERENCE: Record<WorkName, { must: number; aim: number }> = {
  create: { must: 0.5, aim: 0.7 },
  inbound: { must: 0.55, aim: 0.7 },
  read: { must: 0.45, aim: 0.6 },
};
/** Of the reference's p99, in creating. */
export const P99_OF_REFERENCE = 3;
/** Of its own rate with few contracts present. */
export const WITH_MANY = { must: 0.8, aim: 0.95 };
export const START_S = { must: 2.5, aim: 1.5 };
export const IDLE_MB = { must: 180, aim: 140 };
export const LOADED_MB = { must: 320, aim: 320 };
export const TEXTS_PER_SECOND = { must: 500, aim: 500 };
export const VERIFY_S = { must: 0.7, aim: 0.7 };
/** By the server, a second of one core, the request and its answer included. */
export const VERIFIED_PER_CORE_SECOND = { must: 1_500, aim: 1_500 };
/** Of a page with all it loads, and until it can be read on 2G, for the first time. */
export const PAGE_KB = { must: 60, aim: 30 };
export const PAGE_2G_S = { must: 6, aim: 4 };
/** Of the SQLite figure, an instance. */
export const POSTGRES_OF_SQLITE = { must: 0.5, aim: 0.5 };
