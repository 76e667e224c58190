/** What most drills stand on: a fake carrier, one or two services on one database, and an independent look into it. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type FakeCarrier, startFakeCarrier } from '../../test/fakes/fake-carrier.js';
import { until } from '../../test/until.js';
import { undoAtEnd } from './cleanup.js';
import { count, type Database, postgresDatabase, sqliteDatabase } from './database.js';
import { makeFolder, Service } from './service.js';
import { Texts } from './texts.js';

export interface Stage {
  readonly carrier: FakeCarrier;
  readonly texts: Texts;
  readonly services: Service[];
  readonly database: Database;
  readonly webhookSecret: string;
  /** The first service: the only one on SQLite. */
  readonly service: Service;
  /** What the services are told, but for the data folder. */
  readonly env: Record<string, string>;
  /** Stops everything; the database can still be read on SQLite until the drill is over. */
  close(): Promise<void>;
}

export interface StageOptions {
  /** The address of a PostgreSQL server: two services share one database on it. */
  postgresUrl?: string | null;
  /** A folder of the drill's own for the SQLite file. */
  dataDir?: string;
  env?: Record<string, string>;
  /** Of an empty PostgreSQL database, before the services start. */
  prepare?: (url: string) => Promise<void>;
  onOutput?: (text: string) => void;
}

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const { postgresUrl, dataDir = makeFolder(), env = {}, prepare, onOutput } = options;
  const carrier = await startFakeCarrier();
  const closeCarrier = undoAtEnd(() => carrier.close());
  const webhookSecret = randomBytes(32).toString('hex');
  const said = { ...settings(webhookSecret, carrier.baseUrl), ...env };
  const postgres = postgresUrl ? await postgresDatabase(postgresUrl) : null;
  if (postgres) await prepare?.(postgres.url);
  const services = postgres
    ? [dataDir, makeFolder()].map((folder) => new Service(folder, { ...said, DATABASE_URL: postgres.url }, onOutput))
    : [new Service(dataDir, said, onOutput)];
  await Promise.all(services.map((service) => service.start()));
  return {
    ...{ carrier, services, webhookSecret, texts: new Texts(carrier), service: services[0]! },
    env: { ...said, ...(postgres && { DATABASE_URL: postgres.url }) },
    database: postgres ?? sqliteDatabase(join(dataDir, 'ndiyo.sqlite')),
    close: async () => {
      for (const service of services) await service.stop();
      await closeCarrier();
    },
  };
}

/** A testing service with a real gateway: its texts go to the fake carrier, its callbacks need a proof. */
const settings = (webhookSecret: string, carrierUrl: string): Record<string, string> => ({
  ENVIRONMENT: 'testing',
  AUTH: 'none',
  CONFIRM_CODE: 'off',
  THROTTLE: 'off',
  LOG_LEVEL: 'warn',
  WEBHOOK_SECRET: webhookSecret,
  // The same for every process of a stage: codes and signatures must agree.
  SECRET_KEY: randomBytes(32).toString('hex'),
  SIGNATURE_PRIVATE_KEY: randomBytes(32).toString('hex'),
  SMS_GATEWAY: 'africastalking',
  AT_USERNAME: 'ndiyo',
  AT_API_KEY: `atsk_${randomBytes(16).toString('hex')}`,
  AT_SENDER_ID: '21512',
  AT_BASE_URL: carrierUrl,
});

/** Nothing is left that could still be sent. What was parked or has died waits for a person. */
export async function untilQuiet(database: Database, withinMs = 60_000): Promise<void> {
  await until(
    () => count(database, "SELECT count(*) AS n FROM outbox WHERE status = 'waiting'"),
    (waiting) => waiting === 0,
    withinMs,
  );
}
