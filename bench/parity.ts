/** Whether both servers leave the same behind: as many rows in every table, about as many bytes, the same answers. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Database } from 'better-sqlite3';
import type { WorkName } from './contest.js';
import { lookInto, numberOf } from './database.js';
import type { Server } from './servers.js';
import { API_KEY, CONTRACTS_PATH } from './settings.js';
import { fileIn, progress, ROOT } from './workplace.js';

/** So many requests are compared; a multiple of the replies' block, so that as many contracts conclude. */
export const PARITY_REQUESTS = 64;
const BYTES_APART = 0.05;
// What the service's outbox worker marks in a row while it sends.
const PASSING = new Set(['worker', 'lease_until', 'last_error', 'failure_reason']);

interface Content {
  rows: number;
  bytes: number;
}
type Contents = Map<string, Content>;

export async function checkParity(
  work: WorkName,
  servers: [Server, Server],
  ids: string[],
  run: (side: 0 | 1) => Promise<unknown>,
): Promise<void> {
  if (work === 'read') return compareAnswers(servers, ids);
  const gained: Contents[] = [];
  for (const side of [0, 1] as const) {
    const { dataDir } = servers[side];
    await settle(servers[side]);
    const before = contentsOf(dataDir);
    await run(side);
    await settle(servers[side]);
    gained.push(difference(before, contentsOf(dataDir)));
  }
  compareGains(work, servers, gained as [Contents, Contents]);
  if (work === 'inbound') for (const server of servers) verifyReceipt(server);
}

/** What was recorded goes into the log a moment later. */
async function settle(server: Server): Promise<void> {
  server.resume();
  while (numberOf(server.dataDir, 'SELECT count(*) FROM events WHERE leaf_index IS NULL') > 0) await pause(50);
  server.hold();
}

const contentsOf = (dataDir: string): Contents =>
  lookInto(dataDir, (db) => {
    const tables = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
      AND name NOT IN ('log_checkpoints', 'webhook_fan_out')`); // what covers many events at once is a matter of the moment
    return new Map((tables.pluck().all() as string[]).map((table) => [table, contentOf(db, table)]));
  });

function contentOf(db: Database, table: string): Content {
  const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
  const lengths = columns.filter((name) => !PASSING.has(name)).map((name) => `coalesce(length("${name}"), 0)`);
  const sql = `SELECT count(*) AS rows, coalesce(sum(${lengths.join(' + ')}), 0) AS bytes FROM ${table}`;
  return db.prepare(sql).get() as Content;
}

function difference(before: Contents, after: Contents): Contents {
  const changes = [...after].map(([table, { rows, bytes }]): [string, Content] => {
    const was = before.get(table)!;
    return [table, { rows: rows - was.rows, bytes: bytes - was.bytes }];
  });
  return new Map(changes.filter(([, { bytes }]) => bytes > 0));
}

function compareGains(work: WorkName, servers: [Server, Server], [base, rival]: [Contents, Contents]): void {
  const tables = [...new Set([...base.keys(), ...rival.keys()])].sort();
  const faults: string[] = [];
  const told = tables.map((table) => {
    const [a, b] = [base.get(table), rival.get(table)].map((one) => one ?? { rows: 0, bytes: 0 }) as [Content, Content];
    const isFar = Math.abs(a.bytes - b.bytes) > BYTES_APART * Math.max(a.bytes, b.bytes);
    if (a.rows !== b.rows)
      faults.push(`${table}: ${a.rows} rows by ${servers[0].name}, ${b.rows} by ${servers[1].name}`);
    else if (isFar) faults.push(`${table}: ${a.bytes} bytes by ${servers[0].name}, ${b.bytes} by ${servers[1].name}`);
    return `${table} ${b.rows / PARITY_REQUESTS} (${(a.bytes / b.bytes).toFixed(2)})`;
  });
  progress(`${work}: rows a request in every table are the same, with bytes as a ratio: ${told.join(', ')}`);
  if (faults.length > 0) throw new Error(`the servers do not do the same work in ${work}:\n  ${faults.join('\n  ')}`);
}

async function compareAnswers(servers: [Server, Server], ids: string[]): Promise<void> {
  for (const id of ids) {
    const answers: unknown[] = [];
    for (const server of servers) {
      server.resume();
      const answer = await fetch(`${server.url}${CONTRACTS_PATH}/${id}`, { headers: { 'X-API-Key': API_KEY } });
      answers.push(await answer.json());
      server.hold();
    }
    if (isDeepStrictEqual(answers[0], answers[1])) continue;
    throw new Error(
      `the servers answer differently for ${id}:\n${answers.map((one) => JSON.stringify(one)).join('\n')}`,
    );
  }
  progress(`read: both answer the same for ${ids.length} contracts`);
}

/** What either server signed must convince the verifier, which shares no code with them. */
function verifyReceipt({ name, dataDir }: Server): void {
  const [receipt, jwk] = lookInto(dataDir, (db) => [
    db.prepare('SELECT receipt FROM receipts LIMIT 1').pluck().get() as string,
    db.prepare('SELECT public_jwk FROM signing_keys LIMIT 1').pluck().get() as string,
  ]);
  const [file, jwks] = [fileIn('parity-receipt.json'), fileIn('parity-jwks.json')];
  writeFileSync(file, receipt!);
  writeFileSync(jwks, `{"keys":[${jwk}]}`);
  const cli = join(ROOT, 'dist/cli/cli.js');
  const { status, stdout } = spawnSync(process.execPath, [cli, 'verify', file, '--jwks', jwks], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`a receipt of the ${name} does not verify:\n${stdout}`);
}
