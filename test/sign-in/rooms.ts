/** The rooms that let operators in, on a real database, with the time as a parameter. */
import { randomBytes } from 'node:crypto';
import type { INestApplicationContext, Provider } from '@nestjs/common';
import { openRooms } from '../../src/cli/workbench.js';
import { readEnv } from '../../src/config/env.js';
import { loadSecrets, type Secrets } from '../../src/config/secrets.js';
import { generateSigningKeyPem } from '../../src/crypto/ed25519.js';
import { Database } from '../../src/persistence/database.js';
import { OperatorEntriesService } from '../../src/sign-in/operator-entries.service.js';
import type { Place } from '../persistence/engines.js';

export const PASSWORD = 'maize under a tin roof';

export interface Rooms {
  get: INestApplicationContext['get'];
  database: Database;
  secrets: Secrets;
  close(): Promise<void>;
}

export const someSecrets = (changes: Partial<Secrets> = {}): Secrets => ({
  ...{ secretKey: randomBytes(32).toString('hex'), secretKeyPrevious: null, notices: [] },
  ...{ signaturePrivateKey: randomBytes(32).toString('hex'), ...changes },
});

export async function enterRooms(
  place: Place,
  secrets: Secrets = someSecrets(),
  env: Record<string, string> = {},
  more: Provider[] = [],
): Promise<Rooms> {
  const database = await Database.open(place.address);
  try {
    const configuration = readEnv({ AUTH: 'jwt', ISSUER: 'https://ndiyo.test', ...env });
    const rooms = await openRooms(
      configuration,
      loadSecrets({ dataDir: '', ...secrets }, generateSigningKeyPem),
      database,
      more,
    );
    const close = async () => {
      await rooms.close();
      await database.close();
    };
    return { get: rooms.get.bind(rooms), database, secrets, close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

let next = 0;

/** Its email; the password is the one above. */
export async function anOperator(rooms: Rooms, { role = 'editor', account = 'community' } = {}): Promise<string> {
  const email = `operator${++next}@example.com`;
  const entry = { accountId: account, email, role: role as 'editor', password: PASSWORD };
  await rooms.get(OperatorEntriesService).create(entry, new Date());
  return email;
}
