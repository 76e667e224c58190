/** The room on a real database, with as many servers as a test wants, sending to a sink. */
import { randomBytes } from 'node:crypto';
import { uuidv7 } from '../../src/crypto/ids.js';
import { AccountEventsService } from '../../src/feed/account-events.service.js';
import { FeedService } from '../../src/feed/feed.service.js';
import type { FeedWorker } from '../../src/feed/feed.worker.js';
import { DeliveryWorker } from '../../src/outbound-webhooks/delivery.worker.js';
import { EndpointKeysService } from '../../src/outbound-webhooks/endpoint-keys.service.js';
import { EndpointsService } from '../../src/outbound-webhooks/endpoints.service.js';
import { FanOutWorker } from '../../src/outbound-webhooks/fan-out.worker.js';
import { SettlementsService } from '../../src/outbound-webhooks/settlements.service.js';
import { WebhookSender } from '../../src/outbound-webhooks/webhook-sender.js';
import { Database } from '../../src/persistence/database.js';
import { AccountEvent } from '../../src/persistence/feed.entities.js';
import type { WebhookDelivery } from '../../src/persistence/webhook.entities.js';
import { DataKeyService } from '../../src/sealing/data-key.service.js';
import type { Place } from '../persistence/engines.js';
import { someSecrets } from '../sign-in/rooms.js';
import { type Sink, startSink } from './sink.js';

const OWNER = { accountId: 'community', isAdmin: false };

export async function setStage(place: Place) {
  const database = await Database.open(place.address);
  const { transactions, reads } = database;
  const sink: Sink = await startSink();
  const secrets = someSecrets({ secretKey: randomBytes(32).toString('hex') });
  const dataKey = new DataKeyService(secrets, reads, transactions);
  const keys = new EndpointKeysService(dataKey, reads);
  // The test itself says when there is news.
  const quiet = { poke: () => {}, whenNews: () => () => {} } as unknown as FeedWorker;
  const started: DeliveryWorker[] = [];
  let position = 0;

  const server = () => {
    const settlements = new SettlementsService(new AccountEventsService(quiet));
    const sender = new WebhookSender({ rules: { isProduction: false } });
    const deliveries = new DeliveryWorker(transactions, reads, keys, settlements, sender);
    const fanOut = new FanOutWorker(transactions, reads, new FeedService(reads), quiet, deliveries);
    const endpoints = new EndpointsService(reads, keys, deliveries);
    const start = () => {
      started.push(deliveries);
      deliveries.onApplicationBootstrap();
    };
    return { deliveries, fanOut, endpoints, start };
  };
  const anEndpoint = async (path: string) => {
    const { endpoints } = server();
    const prepared = await endpoints.prepare(new Date());
    const wish = { url: sink.url(path), description: '', eventTypes: null };
    await transactions.run((tx) => endpoints.create(tx, OWNER, prepared, wish, new Date()));
    return prepared.id;
  };
  /** Account events, placed at once. */
  const happen = (count: number) =>
    transactions.run(async (tx) => {
      for (let i = 0; i < count; i += 1) {
        position += 1;
        const about = { account_id: 'community', contract_id: null, type: 'budget.spent', data: '{}' };
        await tx.insert(AccountEvent, { id: uuidv7(), position, at: new Date().toISOString(), ...about });
      }
    });
  const rows = () => reads.sql<WebhookDelivery>`SELECT * FROM webhook_deliveries ORDER BY id`;
  const close = async () => {
    await sink.close(); // first: workers wait a while for whoever hangs
    for (const worker of started) await worker.onModuleDestroy();
    await database.close();
    await place.drop();
  };
  return { database, sink, server, anEndpoint, happen, rows, close };
}

export type RoomStage = Awaited<ReturnType<typeof setStage>>;
