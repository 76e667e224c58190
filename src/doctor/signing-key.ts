/** How long the key that signs receipts has been in use, as the database tells. */
import { statSync } from 'node:fs';
import type { Env } from '../config/env.js';
import { dataSourceFor } from '../persistence/data-source.js';
import { ageInDays, isTooOld } from '../signing/key-age.js';
import { type Finding, note, ok, warning } from './finding.js';

const CHECK = 'signing key';
const ADVICE = 'npm run cli -- signing-keys rotate, then restart; what the former key signed goes on to verify.';

/** Nothing is made or migrated by looking. */
export async function examineSigningKey({ database }: Env): Promise<Finding[]> {
  const isEmpty = database.kind === 'sqlite' && !statSync(database.path, { throwIfNoEntry: false });
  const latest = isEmpty ? undefined : await findLatest(database);
  if (!latest) return [note(CHECK, 'none was used yet')];
  const now = new Date();
  const detail = `${ageInDays(latest, now)} days in use`;
  return [isTooOld(latest, now) ? warning(CHECK, detail, ADVICE) : ok(CHECK, detail)];
}

async function findLatest(database: Env['database']): Promise<{ first_used_at: string } | undefined> {
  const source = await dataSourceFor(database, 'read-only').initialize();
  try {
    return (await source.query('SELECT first_used_at FROM signing_keys ORDER BY first_used_at DESC LIMIT 1'))[0];
  } finally {
    await source.destroy();
  }
}
