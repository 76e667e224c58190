/** A service, a sink, and endpoints of the one that lead to the other. */
import { aContract } from '../factories.js';
import { type Received, type Sink, startSink } from '../outbound-webhooks/sink.js';
import { type App, startApp } from '../start-app.js';
import { change, rows } from '../story-database.js';
import { until } from '../until.js';

export const CONTRACTS = '/api/v1/contracts';
export const ENDPOINTS = '/api/v1/webhook-endpoints';
export const PAST = '2020-01-01T00:00:00.000Z';

export interface WebhookStage {
  app: App;
  sink: Sink;
}

export async function setWebhookStage(
  env: Record<string, string> = {},
): Promise<WebhookStage & { close(): Promise<void> }> {
  const stage = { sink: await startSink(), app: await startApp({ env }) };
  const close = async () => {
    await stage.app.close();
    await stage.sink.close();
  };
  return Object.assign(stage, { close });
}

let next = 0;

export async function anEndpoint(stage: WebhookStage, body: object = {}) {
  const { sink } = stage;
  const path = `/hook-${++next}`;
  const made = await stage.app.http.post(ENDPOINTS, {
    url: sink.url(path),
    event_types: ['contract.created'],
    ...body,
  });
  expect({ status: made.status, text: made.text }).toMatchObject({ status: 201 });
  const { endpoint_id: id, secret, public_key: publicKey } = made.body;
  const page = async () => (await stage.app.http.get(`${ENDPOINTS}/${id}/deliveries`)).body;
  return {
    ...{ id, path, secret, publicKey, made: made.body },
    at: () => sink.at(path),
    untilGot: (count: number) =>
      until(
        () => sink.at(path),
        (got) => got.length >= count,
      ),
    /** Those of a contract's chain: its texts are delivered when they are. */
    untilToldOfContracts: (count: number) =>
      until(
        () => sink.at(path).filter(({ event }) => event.type.startsWith('contract.')),
        (got) => got.length >= count,
      ),
    react: (reaction: Parameters<Sink['react']>[1]) => sink.react(path, reaction),
    get: async () => (await stage.app.http.get(`${ENDPOINTS}/${id}`)).body,
    post: (what: string, more?: object) => stage.app.http.post(`${ENDPOINTS}/${id}/${what}`, more),
    patch: (more: object) =>
      stage.app.http.raw('PATCH', `${ENDPOINTS}/${id}`, JSON.stringify(more), { 'Content-Type': 'application/json' }),
    remove: () => stage.app.http.raw('DELETE', `${ENDPOINTS}/${id}`, undefined, {}),
    deliveries: async () => (await page()).deliveries,
    /** The latest delivery, once it is as it should be. */
    // biome-ignore lint/suspicious/noExplicitAny: an answer
    latest: async (isSo: (delivery: any) => boolean) =>
      await until(
        async () => (await page()).deliveries[0],
        (delivery) => delivery !== undefined && isSo(delivery),
      ),
  };
}
export type Endpoint = Awaited<ReturnType<typeof anEndpoint>>;

export const create = async ({ app }: WebhookStage): Promise<string> =>
  (await app.http.post(CONTRACTS, aContract())).body.contract_id;
export const idOf = ({ headers }: Received) => headers['webhook-id'];
export const isTried = (times: number) => (delivery: { attempts: unknown[] }) => delivery.attempts.length === times;

/** As if the time until its next attempts had passed. */
export async function passTime({ app }: WebhookStage, { id }: Endpoint) {
  const free = () => rows(app.dataDir, 'SELECT worker FROM webhook_endpoints WHERE id = ?', id)[0]!.worker === null;
  await until(free, Boolean);
  change(
    app.dataDir,
    [`UPDATE webhook_deliveries SET next_attempt_at = '${PAST}' WHERE endpoint_id = ? AND status = 'waiting'`, id],
    [`UPDATE webhook_endpoints SET due_at = '${PAST}', held_until = NULL WHERE id = ? AND disabled_at IS NULL`, id],
  );
}
