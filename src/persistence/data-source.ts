/** How TypeORM reaches the database: the entities, the migrations, the pragmas. */
import type { Database } from 'better-sqlite3';
import { DataSource, type DataSourceOptions } from 'typeorm';
import {
  AccessEvent,
  ApiKey,
  DataKey,
  Operator,
  RecoveryCode,
  RefreshToken,
  ServiceAccount,
  ServiceKey,
  Session,
  SingleUse,
  SubjectLink,
} from './access.entities.js';
import { Account, Contract, ContractVersion, Party } from './contract.entities.js';
import { ContractEvent, KeyRevocation, Receipt, ReceiptReissue, SigningKeyRecord } from './evidence.entities.js';
import { AccountEvent } from './feed.entities.js';
import { IdempotencyKey } from './idempotency.entities.js';
import { Arrival, Inbox } from './inbox.entities.js';
import { LogCheckpoint, LogLeaf, LogSubtree } from './log.entities.js';
import { Callback, Message, OneTimeCode, OptOut } from './message.entities.js';
import { Initial1795000000000 } from './migrations/1795000000000-initial.js';
import { IdempotencyAndBudgets1796000000000 } from './migrations/1796000000000-idempotency-and-budgets.js';
import { Access1797000000000 } from './migrations/1797000000000-access.js';
import { TransparencyLog1798000000000 } from './migrations/1798000000000-transparency-log.js';
import { AccountEvents1799000000000 } from './migrations/1799000000000-account-events.js';
import { Webhooks1799100000000 } from './migrations/1799100000000-webhooks.js';
import { Cost1799200000000 } from './migrations/1799200000000-cost.js';
import { Inbox1799300000000 } from './migrations/1799300000000-inbox.js';
import { Reminders1799400000000 } from './migrations/1799400000000-reminders.js';
import { Lanes1799500000000 } from './migrations/1799500000000-lanes.js';
import { Console1799600000000 } from './migrations/1799600000000-console.js';
import { ContractLists1799700000000 } from './migrations/1799700000000-contract-lists.js';
import { Retention1799800000000 } from './migrations/1799800000000-retention.js';
import { OutboxItem, SimulatorPhone, SimulatorText } from './outbox.entities.js';
import {
  AnsweredPrefix,
  PausedPrefix,
  PrefixTraffic,
  SegmentBudget,
  SegmentTotal,
  SpentBudget,
} from './texting.entities.js';
import { WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookFanOut, WebhookSecret } from './webhook.entities.js';

export type DatabaseAddress =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly connections?: number };

const ENTITIES = [
  ...[Account, Contract, ContractVersion, Party, ContractEvent, Receipt, SigningKeyRecord],
  ...[Callback, Message, OneTimeCode, OptOut, OutboxItem, SimulatorPhone, SimulatorText],
  ...[IdempotencyKey, SegmentBudget, SegmentTotal, SpentBudget, PrefixTraffic, AnsweredPrefix, PausedPrefix],
  ...[ApiKey, Operator, RecoveryCode, Session, RefreshToken, ServiceAccount, ServiceKey, SubjectLink, SingleUse],
  ...[DataKey, AccessEvent, KeyRevocation, LogLeaf, LogSubtree, LogCheckpoint],
  ...[AccountEvent],
  ...[Arrival, Inbox, ReceiptReissue],
  ...[WebhookEndpoint, WebhookSecret, WebhookDelivery, WebhookAttempt, WebhookFanOut],
];
const MIGRATIONS = [
  Initial1795000000000,
  IdempotencyAndBudgets1796000000000,
  Access1797000000000,
  TransparencyLog1798000000000,
  AccountEvents1799000000000,
  Webhooks1799100000000,
  Cost1799200000000,
  Inbox1799300000000,
  Reminders1799400000000,
  Lanes1799500000000,
  Console1799600000000,
  ContractLists1799700000000,
  Retention1799800000000,
];

// better-sqlite3 blocks the event loop while it waits, so the wait is short and the writer tries again later.
const BUSY_TIMEOUT_MS = 20;
const CONNECTIONS = 10;
// Nobody holds a row for longer than a moment: a request that waits so long is told to try again.
const LOCK_WAIT_MS = 5_000;
// Whoever gets no connection by then is told to try again.
const POOL_WAIT_MS = 5_000;
// Every statement is a matter of milliseconds.
const STATEMENT_MS = 30_000;
// A server that hangs in the middle (its machine is frozen) may not hold what it has locked against the others.
const IDLE_IN_TRANSACTION_MS = 15_000;

// better-sqlite3 means NORMAL in WAL unless told: a power cut then loses acknowledged commits.
const durable = (db: Database) => {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
};

export function dataSourceFor(address: DatabaseAddress, access: 'write' | 'read-only'): DataSource {
  const shared = { entities: ENTITIES, migrations: MIGRATIONS, migrationsTransactionMode: 'each' as const };
  const options: DataSourceOptions =
    address.kind === 'postgres'
      ? {
          ...shared,
          type: 'postgres',
          url: address.url,
          poolSize: address.connections ?? CONNECTIONS,
          extra: {
            connectionTimeoutMillis: POOL_WAIT_MS,
            lock_timeout: LOCK_WAIT_MS,
            statement_timeout: STATEMENT_MS,
            idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
            keepAlive: true,
          },
        }
      : {
          ...shared,
          type: 'better-sqlite3',
          database: address.path,
          timeout: BUSY_TIMEOUT_MS,
          ...(access === 'write' ? { prepareDatabase: durable } : { readonly: true }),
        };
  return new DataSource(options);
}
