/** Creating on PostgreSQL, with one service and with two on the same database, which is made for the run and dropped. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Carrier } from './carrier.js';
import { putLoad } from './load.js';
import { type Server, startService } from './servers.js';
import { CONNECTIONS, RAMP_SECONDS, WARM_UP_SECONDS } from './settings.js';
import { clearLater, freshFolder, progress } from './workplace.js';

export interface PostgresFigures {
  instances: number;
  /** Of all instances together, a round each. */
  perSecond: number[];
  p99Ms: number[];
}

const INSTANCES = 2;

type Rules = { rounds: number; seconds: number };

let dropLeftover: (() => Promise<void>) | null = null;

/** Drops the database of this run, if there is one. */
export const dropDatabase = async (): Promise<void> => dropLeftover?.();

export async function measurePostgres(address: string, carrier: Carrier, rules: Rules): Promise<PostgresFigures[]> {
  const name = `ndiyo_bench_${randomBytes(6).toString('hex')}`;
  const own = new URL(address);
  own.pathname = `/${name}`;
  await onServer(address, `CREATE DATABASE ${name}`);
  let dropped: Promise<void> | null = null;
  // Asked twice when a run is broken off: both wait for the one drop.
  dropLeftover = () => (dropped ??= onServer(address, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  clearLater(dropDatabase);
  carrier.beSilent();
  const servers: Server[] = [];
  const figures: PostgresFigures[] = [];
  while (servers.length < INSTANCES) {
    const env = { DATABASE_URL: own.href };
    servers.push(await startService(freshFolder('postgres'), carrier.url, env));
    figures.push(await measure(servers, rules));
  }
  for (const server of servers) await server.kill();
  await dropDatabase();
  return figures;
}

async function measure(servers: Server[], { rounds, seconds }: Rules): Promise<PostgresFigures> {
  const urls = servers.map(({ url }) => url);
  const connections = CONNECTIONS * servers.length;
  let from = 0;
  const run = async (rampSeconds: number, counted: number) => {
    const result = await putLoad({ urls, connections, rampSeconds, seconds: counted, load: { kind: 'create', from } });
    from += result.sent;
    return result;
  };
  progress(`postgres: ${servers.length} instance(s), warming up`);
  await run(0, WARM_UP_SECONDS);
  const figures: PostgresFigures = { instances: servers.length, perSecond: [], p99Ms: [] };
  for (let n = 1; n <= rounds; n += 1) {
    const { perSecond, p99Ms } = await run(RAMP_SECONDS, seconds);
    figures.perSecond.push(perSecond);
    figures.p99Ms.push(p99Ms);
    progress(`postgres: ${servers.length} instance(s), round ${n}: ${Math.round(perSecond)}/s`);
  }
  return figures;
}

async function onServer(address: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
