/** `backup`: a whole copy of a running service's SQLite database. It gets its name once it has stood every check. */
import { existsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type DraftFile, drafted } from '../backups/draft-file.js';
import { copyOnline, releaseOf, sizeOf } from '../backups/sqlite-file.js';
import { type Env, loadEnv } from '../config/env.js';
import type { Secrets } from '../config/secrets.js';
import { checkpointPath } from '../log/checkpoint-file.js';
import {
  audited,
  damageOf,
  existingSecrets,
  type Holdings,
  onlyFile,
  placesOfSecrets,
  quoted,
  withoutPassword,
} from './copies.js';
import { tellSize, tellWhile } from './telling.js';

export async function backup(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
  const target = onlyFile(positionals, 'backup /var/backups/ndiyo/2026-11-23.sqlite');
  const env = loadEnv();
  if (env.database.kind === 'postgres') throw new Error(byPostgres(env.database.url, target));
  assertFree(target);
  const source = env.database.path;
  if (sizeOf(source) === 0) throw new Error(`There is no database at ${source}: look at DATA_DIR and DATABASE_URL.`);
  const secrets = existingSecrets(env);
  const began = new Date();
  // A copy may take longer; a request may not.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  return drafted(target, async (draft) => {
    await copied(source, draft);
    const verdict = await examine(env, secrets, draft.path);
    if ('fault' in verdict) return keepUnsound(draft, target, verdict.fault);
    draft.giveName(target);
    process.stdout.write(`${summary(target, verdict, began)}\n${leftOut(env)}\n`);
    return 0;
  });
}

async function copied(source: string, draft: DraftFile): Promise<void> {
  const line = () => `copying: ${tellSize(sizeOf(draft.path))} of at most ${tellSize(sizeOf(source))}`;
  try {
    await tellWhile(copyOnline(source, draft.path), line);
  } catch (error) {
    throw new Error(`${source} could not be copied: ${(error as Error).message}. Nothing is left of the attempt.`);
  }
}

async function examine(env: Env, secrets: Secrets, path: string): Promise<Holdings | { fault: string }> {
  const damage = await damageOf(path);
  if (damage !== null) return { fault: `SQLite says: ${damage}.` };
  const release = await releaseOf(path);
  if (!release || release.missing.length + release.unknown.length > 0) {
    throw new Error('The database is of another release than this command: use the command of the server that runs.');
  }
  process.stdout.write('ok     of this release\n');
  return audited(env, secrets, path);
}

/** A true copy of a record that does not hold is better than none, but not under the name of a good one. */
function keepUnsound(draft: DraftFile, target: string, fault: string): number {
  process.stdout.write(`WRONG  ${fault}\n`);
  const name = `${target}.unsound`;
  if (existsSync(name)) process.stdout.write(`${name} is there from before: this copy was not kept.\n`);
  else {
    draft.giveName(name);
    process.stdout.write(`The copy is kept as ${name}. Find out what happened: npm run cli -- audit\n`);
  }
  return 1;
}

function assertFree(target: string): void {
  if (existsSync(target)) throw new Error(`${target} is there already, and stays as it is: name another file.`);
  if (!existsSync(dirname(target))) throw new Error(`There is no folder ${dirname(target)}: make it, mode 700.`);
}

function summary(target: string, { contracts, leaves, root }: Holdings, began: Date): string {
  const seconds = ((Date.now() - began.getTime()) / 1_000).toFixed(1);
  return `${target}: ${tellSize(sizeOf(target))}, ${contracts} contracts, in ${seconds} s.
It holds all that was acknowledged before ${began.toISOString()}.
The log in it: ${leaves} leaves, root ${root}`;
}

function leftOut(env: Env): string {
  const checkpoint = { name: 'the last checkpoint', place: checkpointPath(env.dataDir) };
  const lines = [...placesOfSecrets(env), checkpoint].map(({ name, place }) => `  ${name.padEnd(22)} ${place}`);
  return `Not in it, and needed beside it; keep these apart from it:
${lines.join('\n')}
  the rest of .env
It holds names, numbers and texts as they are: encrypt it, and say for how long you keep it.`;
}

const byPostgres = (url: string, target: string): string =>
  `PostgreSQL makes copies itself, also while the service runs. Nothing was done; give this command:
  pg_dump --format=custom --file=${quoted(target)} ${quoted(withoutPassword(url))}
The password comes from PGPASSWORD, ~/.pgpass, or is asked for. What to keep beside: docs/backup-and-restore.md.`;
