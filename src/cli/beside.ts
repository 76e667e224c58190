/** The database for one command, also while a server uses it, with the services that commands about access share. */
import 'reflect-metadata';
import { AccessEventsService } from '../accounts/access-events.service.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { EVERYTHING } from '../accounts/scopes.js';
import { ApiKeysService, type Maker } from '../api-keys/api-keys.service.js';
import { SigningSecretsService } from '../api-keys/signing-secrets.service.js';
import { type Env, loadEnv } from '../config/env.js';
import { loadSecrets } from '../config/secrets.js';
import { generateSigningKeyPem } from '../crypto/ed25519.js';
import { Database } from '../persistence/database.js';
import { DataKeyService } from '../sealing/data-key.service.js';
import type { Transactions } from '../transactions/tx.js';

export interface Beside {
  env: Env;
  transactions: Transactions;
  accounts: AccountsService;
  keys: ApiKeysService;
}

/** Whoever has the machine may do everything. */
export const commandLine = (accountId: string): Maker => ({
  id: 'command line',
  accountId,
  isAdmin: true,
  scopes: EVERYTHING,
});

export async function besideServer<T>(work: (beside: Beside) => Promise<T>): Promise<T> {
  const env = loadEnv();
  const secrets = loadSecrets(env, generateSigningKeyPem);
  for (const notice of secrets.notices) process.stderr.write(`${notice}\n`);
  const { reads, transactions, close } = await openDatabase(env);
  try {
    const events = new AccessEventsService(reads);
    const dataKey = new DataKeyService(secrets, reads, transactions);
    await dataKey.onModuleInit(); // a wrong SECRET_KEY is told before anything is written
    const keys = new ApiKeysService(env, reads, transactions, events, new SigningSecretsService(dataKey));
    return await work({ env, transactions, accounts: new AccountsService(reads, events), keys });
  } finally {
    await close();
  }
}

async function openDatabase(env: Env) {
  const database = await Database.openBeside(env.database);
  return { reads: database.reads, transactions: database.transactions, close: () => database.close() };
}
