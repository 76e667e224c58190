/** `restore`: a copy becomes the database. It is examined beside its place before it gets its name; what it replaces is kept. */
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { drafted } from '../backups/draft-file.js';
import { copyBytes, putAside, releaseOf, sizeOf, UNFINISHED } from '../backups/sqlite-file.js';
import { type Env, loadEnv } from '../config/env.js';
import type { Secrets } from '../config/secrets.js';
import { Database } from '../persistence/database.js';
import { holdAlone } from '../persistence/single-server.js';
import { audited, damageOf, existingSecrets, type Holdings, onlyFile, quoted, withoutPassword } from './copies.js';
import { acknowledgedIfOlder, tellLoss, WHAT_IS_UNDONE } from './restore-loss.js';
import { tellSize, tellWhile } from './telling.js';

const OPTIONS = { replace: { type: 'boolean', default: false } } as const;

export async function restore(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const source = onlyFile(positionals, 'restore /var/backups/ndiyo/2026-11-23.sqlite');
  const env = loadEnv();
  if (env.database.kind === 'postgres') throw new Error(byPostgres(env.database.url, source));
  const target = env.database.path;
  assertWhole(source);
  if (!values.replace) assertUnused(target);
  const secrets = existingSecrets(env);
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  closeSync(openSync(`${target}-server`, 'a', 0o600));
  const hold = holdAlone(target);
  try {
    const holdings = await putInPlace(env, secrets, source, target);
    if ('fault' in holdings) {
      process.stdout.write(`WRONG  ${holdings.fault}\n${source} was not restored; ${target} is as it was.\n`);
      return 1;
    }
    process.stdout.write(`${await told(env, secrets, target, holdings)}\n`);
    return 0;
  } finally {
    hold.release();
  }
}

type Restored = Holdings & { aside: string | null };

function putInPlace(env: Env, secrets: Secrets, source: string, target: string): Promise<Restored | { fault: string }> {
  return drafted(target, async (draft) => {
    const line = () => `copying: ${tellSize(sizeOf(draft.path))} of ${tellSize(sizeOf(source))}`;
    await tellWhile(copyBytes(source, draft.path), line).catch((error: Error) => {
      throw new Error(`${source} could not be copied to ${dirname(target)}: ${error.message}. ${target} is as it was.`);
    });
    const found = await examine(env, secrets, draft.path);
    if ('fault' in found) return found;
    const aside = putAside(target, new Date());
    draft.giveName(target);
    return { ...found, aside };
  });
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
  throw new Error(`There is a database already, and it stays as it is:
${there.map((path) => `  ${path}  ${tellSize(sizeOf(path))}, changed ${statSync(path).mtime.toISOString()}`).join('\n')}
To put the copy in its place: stop the service, and give the same command with --replace. What is there is then put aside, not deleted.`);
}

async function told(env: Env, secrets: Secrets, target: string, restored: Restored): Promise<string> {
  const { contracts, leaves, root, aside } = restored;
  return [
    `${target}: ${tellSize(sizeOf(target))}, ${contracts} contracts. It is the database now.`,
    `The log in it: ${leaves} leaves, root ${root}`,
    ...(aside === null ? [] : [`The former one is kept as ${aside}`]),
    ...tellLoss(target, aside),
    ...(await acknowledgedIfOlder(env, secrets)),
    WHAT_IS_UNDONE,
    'Now start the service, as the user that owns the file; then npm run cli -- doctor',
  ].join('\n');
}

const byPostgres = (url: string, source: string): string =>
  `PostgreSQL restores its copies itself. Nothing was done; with the service stopped, into an empty database:
  pg_restore --no-owner --exit-on-error --dbname=${quoted(withoutPassword(url))} ${quoted(source)}
The password comes from PGPASSWORD, ~/.pgpass, or is asked for. What comes before and after: docs/backup-and-restore.md.`;
