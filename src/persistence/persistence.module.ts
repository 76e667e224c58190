import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { Reads } from '../transactions/reads.js';
import { Tidings } from '../transactions/tidings.js';
import { Transactions } from '../transactions/tx.js';
import { Database } from './database.js';

@Global()
@Module({
  providers: [
    { provide: Database, useFactory: (env: Env) => Database.open(env.database), inject: [ENV] },
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
