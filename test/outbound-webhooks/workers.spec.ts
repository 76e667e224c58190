import type { Env } from '../../src/config/env.js';
import { uuidv7 } from '../../src/crypto/ids.js';
import { WebhookRetentionWorker } from '../../src/outbound-webhooks/webhook-retention.worker.js';
import { WebhookAttempt, WebhookDelivery } from '../../src/persistence/webhook.entities.js';
import { onEveryEngine } from '../persistence/engines.js';
import { until } from '../until.js';
import { answer, hang } from './sink.js';
import { type RoomStage, setStage } from './stage.js';

const PAST = '2020-01-01T00:00:00.000Z';
const DAY_MS = 86_400_000;

onEveryEngine((freshPlace) => {
  let stage: RoomStage;
  beforeEach(async () => {
    stage = await setStage(await freshPlace());
  }, 30_000);
  afterEach(() => stage.close(), 30_000);

  const got = (path: string, count: number) =>
    until(
      () => stage.sink.at(path),
      (seen) => seen.length >= count,
    );
  const idsAt = (path: string) => stage.sink.at(path).map(({ headers }) => headers['webhook-id']);

  test('several servers that fan out at once give each endpoint each event once, in the order of the feed', async () => {
    const servers = [stage.server(), stage.server(), stage.server()];
    await servers[0]!.fanOut.comeRound();
    await stage.happen(3); // before anybody listened
    const endpoints = [await stage.anEndpoint('/a'), await stage.anEndpoint('/b')];
    await stage.happen(730);
    await Promise.all(servers.map(({ fanOut }) => fanOut.comeRound()));
    await stage.happen(1);
    await Promise.all(servers.map(({ fanOut }) => fanOut.comeRound()));
    const rows = await stage.rows();
    const events = await stage.database.reads.sql<{ id: string }>`SELECT id FROM account_events ORDER BY position`;
    for (const endpoint of endpoints) {
      const told = rows.filter(({ endpoint_id }) => endpoint_id === endpoint).map(({ event_id }) => event_id);
      expect(told).toEqual(events.slice(3).map(({ id }) => `evt_${id}`));
    }
  });

  test('with nobody to tell the feed is passed over, and a database that is new to webhooks begins at its end', async () => {
    await stage.happen(5);
    await stage.server().fanOut.comeRound();
    await stage.happen(5);
    await stage.server().fanOut.comeRound();
    await stage.anEndpoint('/late');
    await stage.server().fanOut.comeRound();
    expect(await stage.rows()).toEqual([]);
    await stage.happen(1);
    await stage.server().fanOut.comeRound();
    expect(await stage.rows()).toHaveLength(1);
  });

  test('an endpoint belongs to one server at a time, and gets two at a time; others get theirs meanwhile', async () => {
    const [one, other] = [stage.server(), stage.server()];
    await one.fanOut.comeRound();
    for (const path of ['/hangs', '/good']) await stage.anEndpoint(path);
    stage.sink.react('/hangs', hang);
    await stage.happen(100);
    await one.fanOut.comeRound();
    one.start();
    other.start();
    await got('/good', 100);
    expect(new Set(idsAt('/good')).size).toBe(100);
    expect(stage.sink.at('/hangs')).toHaveLength(2);
  });

  test('whoever lost its lease settles nothing: the event is sent again under its id, and counts once', async () => {
    const [one, other] = [stage.server(), stage.server()];
    await one.fanOut.comeRound();
    await stage.anEndpoint('/lost');
    let answerFirst: () => void = () => {};
    stage.sink.react('/lost', (_, response) => {
      answerFirst = () => void response.writeHead(500).end();
    });
    await stage.happen(1);
    await one.fanOut.comeRound();
    one.start();
    await got('/lost', 1);
    stage.sink.react('/lost', answer(200));
    await stage.database.transactions.run((tx) => tx.sql`UPDATE webhook_endpoints SET lease_until = ${PAST}`);
    other.start();
    await got('/lost', 2);
    const settled = () => until(stage.rows, ([row]) => row!.status === 'delivered');
    await settled();
    answerFirst();
    await one.deliveries.onModuleDestroy(); // when it has stopped, it has settled
    expect((await settled())[0]).toMatchObject({ status: 'delivered', attempts: 1, next_attempt_at: null });
    expect(new Set(idsAt('/lost')).size).toBe(1);
  });

  test('a delivery that is put back while it is on its way is sent once more', async () => {
    const one = stage.server();
    await one.fanOut.comeRound();
    await stage.anEndpoint('/again');
    stage.sink.react('/again', (_, response) => {
      const putBack = stage.database.transactions.run(
        (tx) => tx.sql`UPDATE webhook_deliveries SET round = round + 1, step = 0, next_attempt_at = ${PAST}`,
      );
      stage.sink.react('/again', answer(200));
      void putBack.then(() => response.end());
    });
    await stage.happen(1);
    await one.fanOut.comeRound();
    one.start();
    await got('/again', 2);
    const [row] = await until(stage.rows, ([seen]) => seen!.status === 'delivered');
    expect(row).toMatchObject({ attempts: 2, round: 1 });
  });

  test('what is older than the retention goes, with its attempts; what is not stays, and so does the last place', async () => {
    const { transactions, reads } = stage.database;
    await stage.happen(3);
    const [kept, deleted] = [await stage.anEndpoint('/kept'), await stage.anEndpoint('/deleted')];
    const add = async (endpoint_id: string) => {
      const id = uuidv7();
      const base = { type: 't', body: '{}', status: 'failed', attempts: 1, step: 1, round: 0, created_at: PAST };
      await transactions.run(async (tx) => {
        await tx.insert(WebhookDelivery, { id, endpoint_id, event_id: `evt_${id}`, ...base });
        const tried = { at: PAST, answer: '', duration_ms: 1, status_code: 500 };
        await tx.insert(WebhookAttempt, { id: uuidv7(), delivery_id: id, ...tried });
      });
      return id;
    };
    const id = await add(kept);
    await add(deleted);
    await transactions.run((tx) => tx.sql`UPDATE webhook_endpoints SET deleted_at = ${PAST} WHERE id = ${deleted}`);
    await transactions.run((tx) => tx.sql`DELETE FROM webhook_secrets WHERE endpoint_id = ${deleted}`);
    const env = { outboundWebhooks: { retentionMs: 30 * DAY_MS } } as Env;
    const worker = new WebhookRetentionWorker(env, transactions);
    await worker.removeOld(new Date(), new AbortController().signal);
    expect((await stage.rows()).map((row) => row.id)).toEqual([id]);
    expect(await reads.sql`SELECT id FROM webhook_endpoints`).toEqual([{ id: kept }]);
    await worker.removeOld(new Date(Date.now() + 31 * DAY_MS), new AbortController().signal);
    expect([await stage.rows(), await reads.sql`SELECT id FROM webhook_attempts`]).toEqual([[], []]);
    expect(await reads.sql`SELECT position FROM account_events`).toEqual([{ position: 3 }]);
  });
});
