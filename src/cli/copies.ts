/** What `backup` and `restore` share: a copy is examined as a whole before it gets its name. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findDamage } from '../backups/sqlite-file.js';
import type { Env } from '../config/env.js';
import { loadSecrets, SECRET_KEY_FILE, type Secrets, SIGNING_KEY_FILE } from '../config/secrets.js';
import { generateSigningKeyPem } from '../crypto/ed25519.js';
import { rootOf, sizeOf } from '../log/log-tree.js';
import { Database } from '../persistence/database.js';
import { findFault, ROOMS } from './audit.js';
import { tellWhile } from './telling.js';
import { openRooms } from './workbench.js';

export interface Holdings {
  contracts: number;
  /** Leaves of the log. */
  leaves: number;
  /** Of that log, as checkpoints write it. */
  root: string;
}

export function onlyFile([file, ...others]: string[], example: string): string {
  if (file === undefined || file === '' || others.length > 0) throw new Error(`Name one file: ${example}`);
  return file;
}

/** Where the service finds each secret; null: nowhere. */
export function placesOfSecrets(env: Env): { name: string; place: string | null }[] {
  const placeOf = (name: string, given: string | null, fileName: string) => {
    const path = join(env.dataDir, fileName);
    return { name, place: given !== null ? 'as configured: .env or its file' : existsSync(path) ? path : null };
  };
  return [
    placeOf('SECRET_KEY', env.secretKey, SECRET_KEY_FILE),
    placeOf('SIGNATURE_PRIVATE_KEY', env.signaturePrivateKey, SIGNING_KEY_FILE),
  ];
}

/** Those of the service, which made them long ago: a fresh one would fit no database. */
export function existingSecrets(env: Env): Secrets {
  const missing = placesOfSecrets(env).filter(({ place }) => place === null);
  if (missing.length === 0) return loadSecrets(env, generateSigningKeyPem);
  const files = missing.map(({ name }) => (name === 'SECRET_KEY' ? SECRET_KEY_FILE : SIGNING_KEY_FILE)).join(' and ');
  throw new Error(
    `${missing.map(({ name }) => name).join(' and ')} of this database: not configured, and not in ${env.dataDir}.
Set it as the service has it, or put ${files} there, mode 600. If it is lost: docs/backup-and-restore.md.`,
  );
}

/** What SQLite finds wrong with the file itself. */
export async function damageOf(path: string): Promise<string | null> {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1_000);
  const damage = await tellWhile(findDamage(path), () => `pages and references: ${seconds()} s so far`);
  if (damage === null) process.stdout.write('ok     pages and references\n');
  return damage;
}

/** As `audit` does, and what is in it where that holds. The file stays as it is. */
export async function audited(env: Env, secrets: Secrets, path: string): Promise<Holdings | { fault: string }> {
  const database = await Database.openToRead(path);
  try {
    const { reads } = database;
    const rooms = await openRooms(env, secrets, database, ROOMS);
    const fault = await findFault(rooms, (line) => process.stdout.write(`${line}\n`));
    if (fault !== null) return { fault };
    const [row] = await reads.sql<{ n: number }>`SELECT count(*) AS n FROM contracts`;
    const leaves = await sizeOf(reads);
    return { contracts: row!.n, leaves, root: (await rootOf(reads, leaves)).toString('base64') };
  } finally {
    await database.close();
  }
}

/** For a shell. */
export const quoted = (word: string): string =>
  /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

export function withoutPassword(address: string): string {
  const url = new URL(address);
  url.password = '';
  url.searchParams.delete('password');
  return url.href;
}
