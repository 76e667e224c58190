/** The service's rooms without its doors, for one command; also while a server runs on the same database. */
import 'reflect-metadata';
import { type DynamicModule, Global, type INestApplicationContext, Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccountsModule } from '../accounts/accounts.module.js';
import { EVERYTHING } from '../accounts/scopes.js';
import { ApiKeysModule } from '../api-keys/api-keys.module.js';
import type { Maker } from '../api-keys/api-keys.service.js';
import { ENV, type Env, loadEnv } from '../config/env.js';
import { loadSecrets, SECRETS, type Secrets } from '../config/secrets.js';
import { generateSigningKeyPem } from '../crypto/ed25519.js';
import { OutsideSubjectsModule } from '../outside-subjects/outside-subjects.module.js';
import { Database } from '../persistence/database.js';
import { SealingModule } from '../sealing/sealing.module.js';
import { ServiceAccountsModule } from '../service-accounts/service-accounts.module.js';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { Reads } from '../transactions/reads.js';
import { Tidings } from '../transactions/tidings.js';
import { Transactions } from '../transactions/tx.js';

@Global()
@Module({})
class Workbench {}

function workbench(env: Env, secrets: Secrets, database: Database, more: Provider[]): DynamicModule {
  const providers = [
    { provide: ENV, useValue: env },
    { provide: SECRETS, useValue: secrets },
    { provide: Transactions, useValue: database.transactions },
    { provide: Reads, useValue: database.reads },
    { provide: Tidings, useValue: database.tidings },
  ];
  return {
    module: Workbench,
    imports: [SealingModule, AccountsModule, ApiKeysModule, SignInModule, ServiceAccountsModule, OutsideSubjectsModule],
    providers: [...providers, ...more],
    exports: providers,
  };
}

/** Whoever has the machine may do everything. */
export const commandLine = (accountId: string): Maker => ({
  id: 'command line',
  accountId,
  isAdmin: true,
  scopes: EVERYTHING,
});

/** @param more services of rooms that would otherwise bring their workers along */
export async function atWorkbench<T>(
  work: (rooms: INestApplicationContext, database: Database) => Promise<T>,
  more: Provider[] = [],
): Promise<T> {
  const env = loadEnv();
  const secrets = loadSecrets(env, generateSigningKeyPem);
  for (const notice of secrets.notices) process.stderr.write(`${notice}\n`);
  const database = await Database.openBeside(env.database);
  try {
    return await work(await openRooms(env, secrets, database, more), database);
  } finally {
    await database.close();
  }
}

export const openRooms = (
  env: Env,
  secrets: Secrets,
  database: Database,
  more: Provider[] = [],
): Promise<INestApplicationContext> =>
  NestFactory.createApplicationContext(workbench(env, secrets, database, more), { logger: false, abortOnError: false });
