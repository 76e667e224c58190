import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { Reads } from '../transactions/reads.js';
import { Tidings } from '../transactions/tidings.js';
import { Transactions } from '../transactions/tx.js';
import { Database } from './database.js';
import { findWeakness } from './durability.js';

@Global()
@Module({
  providers: [
    { provide: Database, useFactory: open, inject: [ENV] },
    { provide: Transactions, useFactory: (database: Database) => database.transactions, inject: [Database] },
    { provide: Reads, useFactory: (database: Database) => database.reads, inject: [Database] },
    { provide: Tidings, useFactory: (database: Database) => database.tidings, inject: [Database] },
  ],
  exports: [Database, Transactions, Reads, Tidings],
})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(@Inject(Database) private readonly database: Database) {}

  // After every worker and door has stopped (onModuleDestroy and beforeApplicationShutdown come first).
  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

async function open({ database: address, environment }: Env): Promise<Database> {
  const database = await Database.open(address);
  const weakness = address.kind === 'postgres' ? await findWeakness(database.reads) : null;
  if (weakness !== null && environment === 'production') {
    await database.close();
    throw new Error(weakness);
  }
  if (weakness !== null) new Logger('database').warn(weakness);
  return database;
}
