/** The calls about webhook endpoints. */
import { type Answer, parseAnswer } from './answers.js';
import { type Call, segment } from './call.js';
import type { CallOptions, WriteOptions } from './contracts.js';
import type * as T from './webhook-types.js';

const PATH = '/api/v1/webhook-endpoints';
const pathOf = (...parts: string[]): string => [PATH, ...parts.map(segment)].join('/');
type Page = { limit?: number; cursor?: string };

export type WebhookEndpoints = ReturnType<typeof webhookEndpointCalls>;

export function webhookEndpointCalls(send: (call: Call) => Promise<Answer>) {
  const ask = async <A>(call: Call): Promise<A> => parseAnswer(await send(call));
  return {
    create: (body: T.NewWebhookEndpoint, options: WriteOptions = {}): Promise<T.CreatedWebhookEndpoint> =>
      ask({ ...options, method: 'POST', path: PATH, body }),
    /** The latest first. */
    list: (query: Page = {}, options: CallOptions = {}): Promise<T.WebhookEndpointPage> =>
      ask({ ...options, method: 'GET', path: PATH, query }),
    get: (id: string, options: CallOptions = {}): Promise<T.WebhookEndpoint> =>
      ask({ ...options, method: 'GET', path: pathOf(id) }),
    update: (id: string, body: T.WebhookEndpointChange, options: CallOptions = {}): Promise<T.WebhookEndpoint> =>
      ask({ ...options, method: 'PATCH', path: pathOf(id), body }),
    remove: async (id: string, options: CallOptions = {}): Promise<void> => {
      await send({ ...options, method: 'DELETE', path: pathOf(id) });
    },
    /** Webhooks are signed with the old secret as well for `expire_previous_after`, 24 h unless said. */
    rotateSecret: (
      id: string,
      body: { expire_previous_after?: string } = {},
      options: WriteOptions = {},
    ): Promise<T.CreatedWebhookEndpoint> =>
      ask({ ...options, method: 'POST', path: pathOf(id, 'rotate-secret'), body }),
    test: (id: string, options: WriteOptions = {}): Promise<T.QueuedWebhook> =>
      ask({ ...options, method: 'POST', path: pathOf(id, 'test') }),
    /** The latest first. */
    deliveries: (id: string, query: Page = {}, options: CallOptions = {}): Promise<T.WebhookDeliveryPage> =>
      ask({ ...options, method: 'GET', path: pathOf(id, 'deliveries'), query }),
    /** The same body under the same `webhook-id`. */
    resend: (id: string, deliveryId: string, options: WriteOptions = {}): Promise<T.QueuedWebhook> =>
      ask({ ...options, method: 'POST', path: pathOf(id, 'deliveries', deliveryId, 'resend') }),
    /** All that failed of what was queued since then. */
    recover: (
      id: string,
      body: { since: string },
      options: WriteOptions = {},
    ): Promise<{ endpoint_id: string; since: string }> =>
      ask({ ...options, method: 'POST', path: pathOf(id, 'recover'), body }),
  };
}
