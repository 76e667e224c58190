/** Outbound webhooks: the operations about them, and what receivers get. */
import type { ProblemKind } from '../problems/problem.js';
import type { Operation } from './openapi-types.js';
import * as shapes from './webhook-shapes.js';

const E = '/api/v1/webhook-endpoints';
const endpoint = { meaning: 'The endpoint', shape: shapes.endpointShape };
const SEEN: ProblemKind[] = ['unauthorized', 'endpoint-not-found'];
const WRITTEN: ProblemKind[] = ['unauthorized', 'malformed-request', 'invalid-value', 'unavailable'];
const SENT: ProblemKind[] = [...WRITTEN, 'endpoint-not-found', 'endpoint-disabled'];
const queued = { 202: { meaning: 'It is on its way', shape: shapes.queuedShape } };

export const WEBHOOK_OPERATIONS: Record<string, Operation> = {
  [`POST ${E}`]: {
    summary: 'Have events sent to an address, as Standard Webhooks 1.0 says',
    answers: { 201: { meaning: 'The endpoint and its secret, which is shown once', shape: shapes.madeEndpointShape } },
    problems: [...WRITTEN, 'too-many-endpoints'],
    isKeyed: true,
  },
  [`GET ${E}`]: {
    summary: 'List webhook endpoints, newest first',
    answers: { 200: { meaning: 'A page, without secrets', shape: shapes.endpointsShape } },
    problems: ['unauthorized', 'invalid-parameter'],
  },
  [`GET ${E}/{id}`]: { summary: 'Get a webhook endpoint', answers: { 200: endpoint }, problems: SEEN },
  [`PATCH ${E}/{id}`]: {
    summary: 'Change a webhook endpoint, disable it, or enable it again',
    answers: { 200: endpoint },
    problems: [...WRITTEN, 'endpoint-not-found'],
  },
  [`DELETE ${E}/{id}`]: {
    summary: 'Remove a webhook endpoint with all that it has queued',
    answers: { 204: { meaning: 'Nothing is sent there any more' } },
    problems: [...SEEN, 'unavailable'],
  },
  [`POST ${E}/{id}/rotate-secret`]: {
    summary: 'Replace the secret; webhooks are signed with the old one as well for a while',
    answers: {
      200: { meaning: 'The endpoint and its new secret, which is shown once', shape: shapes.madeEndpointShape },
    },
    problems: [...WRITTEN, 'endpoint-not-found'],
    isKeyed: true,
    isBodyOptional: true,
  },
  [`POST ${E}/{id}/test`]: {
    summary: 'Send an event of the type webhook.test',
    answers: queued,
    problems: SENT,
    isKeyed: true,
    isBodyOptional: true,
  },
  [`GET ${E}/{id}/deliveries`]: {
    summary: 'List deliveries, newest first, with bodies, attempts and answers',
    answers: { 200: { meaning: 'A page', shape: shapes.deliveriesShape } },
    problems: [...SEEN, 'invalid-parameter'],
  },
  [`POST ${E}/{id}/deliveries/{delivery_id}/resend`]: {
    summary: 'Send a delivery again: the same body under the same webhook-id',
    answers: queued,
    problems: [...SENT, 'delivery-not-found'],
    isKeyed: true,
    isBodyOptional: true,
  },
  [`POST ${E}/{id}/recover`]: {
    summary: 'Send again all that failed of what was queued since a time',
    answers: { 202: { meaning: 'Each is on its way once more', shape: shapes.recoveryShape } },
    problems: SENT,
    isKeyed: true,
  },
};

const header = (name: string, description: string) => ({
  ...{ name, in: 'header', required: true, description },
  schema: { type: 'string' },
});

/** @param jsonSchema makes a schema of a shape */
export const describeWebhooks = (jsonSchema: (shape: unknown) => object) => ({
  event: {
    post: {
      operationId: 'Webhooks.event',
      summary: 'What a webhook endpoint gets for each event it asked for',
      parameters: [
        header('webhook-id', 'The same however often the event is sent: tell repeats by it'),
        header('webhook-timestamp', 'When this attempt was made, in seconds since 1970'),
        header('webhook-signature', 'v1,<base64 HMAC-SHA256> for each secret in force and v1a,<base64 Ed25519>'),
      ],
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(shapes.eventShape) } } },
      responses: {
        '2XX': { description: 'Taken' },
        410: { description: 'The endpoint is disabled' },
        default: { description: 'Sent again, for about 75 hours; 429 and 503 may say when by Retry-After' },
      },
    },
  },
});
