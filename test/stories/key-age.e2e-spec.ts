/** A signing key that has been in use for long is told of, where it matters. */
import { join } from 'node:path';
import { parseSigningKey } from '../../src/crypto/ed25519.js';
import { Database } from '../../src/persistence/database.js';
import { SigningKeyRecord } from '../../src/persistence/evidence.entities.js';
import { PRODUCTION } from '../config/configurations.js';
import { freshDataDir, startApp } from '../start-app.js';
import { databaseEnv } from '../story-database.js';
import { runCli } from './command-line.js';

const DAY_MS = 24 * 3600 * 1_000;
const env = {
  ...(PRODUCTION as Record<string, string>),
  HOST: '127.0.0.1',
  THROTTLE: 'on',
  AT_BASE_URL: 'http://127.0.0.1:1',
};
const { kid, jwk } = parseSigningKey(PRODUCTION.SIGNATURE_PRIVATE_KEY!);

/** A database whose key was first used so many days ago. */
async function aged(days: number): Promise<string> {
  const dataDir = freshDataDir();
  const { DATABASE_URL: url } = databaseEnv(dataDir);
  const path = join(dataDir, 'ndiyo.sqlite');
  const database = await Database.open(url ? { kind: 'postgres', url } : { kind: 'sqlite', path });
  const first_used_at = new Date(Date.now() - days * DAY_MS).toISOString();
  await database.transactions.run((tx) =>
    tx.insert(SigningKeyRecord, { kid, public_jwk: JSON.stringify(jwk), first_used_at }),
  );
  await database.close();
  return dataDir;
}

test.each([
  [366, ['the signing key', '366 days in use', 'signing-keys rotate'], 'warning'],
  [365, [], 'ok'],
])('production, %i days after the first use', async (days, words, level) => {
  const app = await startApp({ dataDir: await aged(days), env });
  const told = app
    .output()
    .split('\n')
    .filter((line) => line.includes('days in use'));
  expect(told).toHaveLength(words.length > 0 ? 1 : 0);
  for (const word of words) expect(told[0]).toContain(word);
  const { output } = await runCli(['doctor', app.url, '--json'], {
    ...env,
    DATA_DIR: app.dataDir,
    ...databaseEnv(app.dataDir),
  });
  const { findings } = JSON.parse(output) as { findings: { check: string; level: string; detail: string }[] };
  expect(findings.filter(({ check }) => check === 'signing key')).toEqual([
    expect.objectContaining({ level, detail: `${days} days in use` }),
  ]);
  await app.close();
});
