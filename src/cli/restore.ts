/** `restore`: a copy becomes the database of a folder that has none. It is examined there before it gets its name. */
import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { drafted } from '../backups/draft-file.js';
import { copyBytes, releaseOf, sizeOf } from '../backups/sqlite-file.js';
import { type Env, loadEnv } from '../config/env.js';
import type { Secrets } from '../config/secrets.js';
import { readCheckpoint } from '../crypto/signed-note.js';
import { checkpointPath, readCheckpointFile } from '../log/checkpoint-file.js';
import { Database } from '../persistence/database.js';
import { holdAlone } from '../persistence/single-server.js';
import { audited, damageOf, existingSecrets, type Holdings, onlyFile, quoted, withoutPassword } from './copies.js';
import { tellSize, tellWhile } from './telling.js';

const UNFINISHED = ['-wal', '-journal'];

export async function restore(args: string[]): Promise<number> {
  const source = onlyFile(args, 'restore /var/backups/ndiyo/2026-11-23.sqlite');
  const env = loadEnv();
  if (env.database.kind === 'postgres') throw new Error(byPostgres(env.database.url, source));
  const target = env.database.path;
  assertWhole(source);
  assertUnused(target);
  const secrets = existingSecrets(env);
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  closeSync(openSync(`${target}-server`, 'a', 0o600));
  const hold = holdAlone(target);
  try {
    const holdings = await drafted(target, async (draft) => {
      const line = () => `copying: ${tellSize(sizeOf(draft.path))} of ${tellSize(sizeOf(source))}`;
      await tellWhile(copyBytes(source, draft.path), line);
      const found = await examine(env, secrets, draft.path);
      if (!('fault' in found)) draft.giveName(target);
      return found;
    });
    if ('fault' in holdings) {
      process.stdout.write(`WRONG  ${holdings.fault}\n${source} was not restored; nothing of it is in ${target}.\n`);
      return 1;
    }
    process.stdout.write(`${told(target, holdings)}\n${whatFollows(env, holdings)}\n`);
    return 0;
  } finally {
    hold.release();
  }
}

/** Brings a copy of an earlier release up to date, as a start would. */
async function examine(env: Env, secrets: Secrets, path: string): Promise<Holdings | { fault: string }> {
  const damage = await damageOf(path);
  if (damage !== null) return { fault: `SQLite says: ${damage}.` };
  const release = await releaseOf(path);
  if (release === null) return { fault: 'This is no database of Ndiyo.' };
  if (release.unknown.length > 0) {
    return {
      fault: `This is a copy of another release, which knows ${release.unknown.join(', ')}: restore it with that.`,
    };
  }
  if (release.missing.length > 0) {
    await (await Database.openBeside({ kind: 'sqlite', path })).close();
    process.stdout.write(`ok     brought up to date, ${release.missing.length} steps\n`);
  }
  return audited(env, secrets, path);
}

function assertWhole(source: string): void {
  if (!statSync(source, { throwIfNoEntry: false })?.isFile()) throw new Error(`There is no file ${source}.`);
  const beside = UNFINISHED.map((ending) => source + ending).find((path) => sizeOf(path) > 0);
  if (beside === undefined) return;
  throw new Error(`${beside} stands beside it: this is a database in use, or half of one. Make a copy with backup.`);
}

function assertUnused(target: string): void {
  const there = ['', ...UNFINISHED].map((ending) => target + ending).filter((path) => sizeOf(path) > 0);
  if (there.length === 0) return;
  const folder = quoted(`${dirname(target)}/before`);
  throw new Error(`There is a database already, and it stays as it is:
${there.map((path) => `  ${path}  ${tellSize(sizeOf(path))}, changed ${statSync(path).mtime.toISOString()}`).join('\n')}
To put it aside: stop the service, then mkdir -m 700 ${folder} && mv ${quoted(target)}* ${folder}/ && give this command again.`);
}

const told = (target: string, { contracts, leaves, root }: Holdings): string =>
  `${target}: ${tellSize(sizeOf(target))}, ${contracts} contracts.
The log in it: ${leaves} leaves, root ${root}`;

function whatFollows(env: Env, { leaves }: Holdings): string {
  const start = 'start the service, as the user that owns the file; then npm run cli -- doctor';
  const steps = [...acknowledgement(env, leaves), start].map((step, i) => `  ${i + 1}. ${step}`);
  return `What follows:
${steps.join('\n')}
Texts that waited when the copy was made go out then, also those that went out since. Whoever was erased since is back:
erase them again.`;
}

function acknowledgement(env: Env, leaves: number): string[] {
  const path = checkpointPath(env.dataDir);
  if (!existsSync(path)) {
    return [`put the last checkpoint that anybody kept into ${path}, so that a loss is said; if nobody did, go on`];
  }
  const claimed = sizeOfCheckpoint(env.dataDir);
  if (claimed !== null && claimed <= leaves) return [];
  const says = claimed === null ? 'cannot be read' : `says ${claimed} leaves, this copy has ${leaves}`;
  return [`npm run cli -- acknowledge-restore  (${path} ${says}; without it the service does not start)`];
}

function sizeOfCheckpoint(dataDir: string): number | null {
  try {
    return readCheckpoint(readCheckpointFile(dataDir) ?? '').size;
  } catch {
    return null; // damaged: the service would not believe it either
  }
}

const byPostgres = (url: string, source: string): string =>
  `PostgreSQL restores its copies itself. Nothing was done; with the service stopped, into an empty database:
  pg_restore --no-owner --exit-on-error --dbname=${quoted(withoutPassword(url))} ${quoted(source)}
The password comes from PGPASSWORD, ~/.pgpass, or is asked for. What comes before and after: docs/backup-and-restore.md.`;
