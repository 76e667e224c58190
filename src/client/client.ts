/** A typed client of the service, with nothing but `fetch` and WebCrypto: for browsers and for Node 20 and later. */
import { type ApiKeys, type Auth, apiKeyCalls, authCalls } from './access-calls.js';
import { parseAnswer, parseAnything } from './answers.js';
import type { Call, Query } from './call.js';
import { type CallOptions, type Contracts, contractCalls, type WriteOptions } from './contracts.js';
import type { AccountEvent, EventsOptions } from './event-types.js';
import { follow } from './events.js';
import { type ClientOptions, schemeOf, settingsOf } from './options.js';
import type { PublicKeys } from './receipt-types.js';
import { type Receipts, receiptCalls } from './receipts.js';
import { accessOf } from './schemes.js';
import { createSender } from './sender.js';
import { type Usage, type UsageFilter, usageCall } from './usage.js';
import { type WebhookEndpoints, webhookEndpointCalls } from './webhook-calls.js';

export type * from './access-types.js';
export type { CallOptions, ExactDocument, ExactReceipt, WriteOptions } from './contracts.js';
export type { AccountEvent, EventsOptions, EventType } from './event-types.js';
export type { ClientOptions } from './options.js';
export * from './problems.js';
export type * from './receipt-types.js';
export type { VerifyOptions } from './receipts.js';
export type * from './types.js';
export type { Usage, UsageFilter } from './usage.js';
export type * from './webhook-types.js';
export {
  NdiyoWebhookRefused,
  verifyWebhook,
  type WebhookCheck,
  type WebhookEvent,
  type WebhookType,
} from './webhooks.js';

export interface RequestOptions extends WriteOptions {
  query?: Query;
  /** Sent as JSON. */
  body?: unknown;
}

export interface Client {
  contracts: Contracts;
  receipts: Receipts;
  apiKeys: ApiKeys;
  auth: Auth;
  /** What the texts of a day came to: segments, budget, cost. */
  usage(filter?: UsageFilter, options?: CallOptions): Promise<Usage>;
  webhookEndpoints: WebhookEndpoints;
  /** Whatever happens in the account, as it happens, over as many connections as it takes: `for await (const event of …)`. */
  events(options?: EventsOptions): AsyncGenerator<AccountEvent, void, undefined>;
  /** The public keys that every signature of the service can be checked against. */
  jwks(options?: CallOptions): Promise<PublicKeys>;
  /** Any other call: `path` from the first slash. Answers what the JSON holds, or the text where it is none. */
  request<T = unknown>(method: string, path: string, options?: RequestOptions): Promise<T>;
}

/** The credential is picked from what is given; none makes an anonymous client. It stays in closures: nothing prints it. */
export function createClient(options: ClientOptions): Client {
  const settings = settingsOf(options);
  const sendPlain = createSender(settings);
  const access = accessOf(schemeOf(options), options, settings, sendPlain);
  const send = (call: Call) => sendPlain(call, access);
  return {
    contracts: contractCalls(send),
    receipts: receiptCalls(send),
    apiKeys: apiKeyCalls(send),
    auth: authCalls(sendPlain, access),
    usage: usageCall(send),
    webhookEndpoints: webhookEndpointCalls(send),
    events: (more = {}) => follow(more, access, settings),
    jwks: async (more = {}) => parseAnswer(await send({ ...more, method: 'GET', path: '/.well-known/jwks.json' })),
    request: async <T>(method: string, path: string, more: RequestOptions = {}) =>
      parseAnything(await send({ ...more, method: method.toUpperCase(), path })) as T,
  };
}
