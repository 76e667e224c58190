/** What the documentation says of each operation beside what its schemas say. */
import type { ProblemKind } from '../problems/problem.js';
import { ACCESS_OPERATIONS } from './access-operations.js';
import * as shapes from './answer-shapes.js';
import { CARRIER_OPERATIONS } from './carrier-operations.js';
import { MESSAGE_OPERATIONS } from './message-operations.js';
import { LAST_EVENT_ID, RECEIPT_CODE } from './openapi-headers.js';
import type { Operation } from './openapi-types.js';
import { PROBE_OPERATIONS } from './probe-operations.js';
import { SIGN_IN_OPERATIONS } from './sign-in-operations.js';
import { USAGE_OPERATIONS } from './usage-operations.js';
import { WEBHOOK_OPERATIONS } from './webhook-operations.js';

const contract = { meaning: 'The contract', shape: shapes.contractShape };
const SEEN: ProblemKind[] = ['unauthorized', 'contract-not-found'];
const MOVED: ProblemKind[] = [
  ...SEEN,
  ...(['move-not-allowed', 'contract-expired', 'malformed-request', 'invalid-value', 'unavailable'] as const),
];
const ANSWERED: ProblemKind[] = [
  ...(['contract-not-found', 'contract-expired', 'contract-not-pending', 'malformed-request'] as const),
  ...(['invalid-value', 'wrong-code', 'too-many-requests', 'prefix-paused', 'unavailable'] as const),
];
const HELD_BACK: ProblemKind[] = ['too-many-requests', 'budget-spent', 'prefix-paused'];
const answered = {
  200: { meaning: 'Recorded', shape: shapes.answeredShape },
  202: { meaning: 'A code was sent, whoever asks', shape: shapes.codeSentShape },
};

const C = '/api/v1/contracts';

/** By method and path; what is not listed here is not documented. */
export const OPERATIONS: Record<string, Operation> = {
  [`POST ${C}`]: {
    summary: 'Create a contract; each party gets one text',
    answers: { 201: { meaning: 'The contract, and what its texts cost', shape: shapes.createdShape } },
    problems: [
      ...(['malformed-request', 'unauthorized', 'external-id-taken', 'too-many-open', 'invalid-value'] as const),
      ...HELD_BACK,
      'unavailable',
    ],
    isKeyed: true,
  },
  [`GET ${C}`]: {
    summary: 'List contracts, newest first',
    answers: { 200: { meaning: 'A page', shape: shapes.pageShape } },
    problems: ['invalid-parameter', 'unauthorized'],
  },
  [`POST ${C}/search`]: {
    summary: 'List the contracts of a telephone number, which is never part of an address',
    answers: { 200: { meaning: 'A page', shape: shapes.pageShape } },
    problems: ['malformed-request', 'invalid-parameter', 'unauthorized', 'invalid-value'],
  },
  [`GET ${C}/{id}`]: { summary: 'Get a contract', answers: { 200: contract }, problems: SEEN },
  [`GET ${C}/{id}/status`]: {
    summary: 'See who has answered',
    answers: { 200: { meaning: 'The status', shape: shapes.statusShape } },
    problems: SEEN,
  },
  [`PUT ${C}/{id}`]: {
    summary: 'Propose new terms, or move the contract',
    answers: { 200: contract },
    problems: [...MOVED, ...HELD_BACK, 'too-many-open', 'erased'],
    isKeyed: true,
  },
  'GET /api/v1/events': {
    summary: 'Follow what happens in the account as server-sent events, from now on or from an event on',
    answers: {
      200: { meaning: 'Events without end: id, event, and data as webhooks have it', mediaType: 'text/event-stream' },
    },
    problems: ['invalid-parameter', 'unauthorized', 'too-many-requests', 'unavailable'],
    parameters: [LAST_EVENT_ID],
  },
  [`POST ${C}/{id}/resend`]: {
    summary: 'Ask again whoever has not answered',
    answers: { 202: { meaning: 'Who is asked again', shape: shapes.askedShape } },
    problems: [
      ...(['contract-not-pending', 'contract-expired', 'invalid-value', 'unavailable'] as const),
      ...HELD_BACK,
      ...SEEN,
    ],
    isKeyed: true,
    isBodyOptional: true,
  },
  [`POST ${C}/{id}/cancel`]: {
    summary: 'Withdraw the contract',
    answers: { 200: contract },
    problems: MOVED,
    isKeyed: true,
    isBodyOptional: true,
  },
  [`POST ${C}/{id}/activate`]: {
    summary: 'Say that work has begun',
    answers: { 200: contract },
    problems: MOVED,
    isKeyed: true,
    isBodyOptional: true,
  },
  [`POST ${C}/{id}/complete`]: {
    summary: 'Say that it is fulfilled',
    answers: { 200: contract },
    problems: MOVED,
    isKeyed: true,
    isBodyOptional: true,
  },
  [`POST ${C}/{id}/dispute`]: {
    summary: 'Say that there is a dispute',
    answers: { 200: contract },
    problems: MOVED,
    isKeyed: true,
    isBodyOptional: true,
  },
  [`POST ${C}/{id}/confirm`]: {
    summary: 'Say yes by telephone number',
    answers: answered,
    problems: ANSWERED,
    isKeyed: true,
  },
  [`POST ${C}/{id}/decline`]: {
    summary: 'Say no by telephone number',
    answers: answered,
    problems: ANSWERED,
    isKeyed: true,
  },
  [`GET ${C}/{id}/document`]: {
    summary: 'Get the exact bytes whose BLAKE2b-256 is contract_hash',
    answers: { 200: { meaning: 'The canonical JSON', shape: shapes.documentShape } },
    problems: [...SEEN, 'erased', 'invalid-parameter'],
  },
  [`GET ${C}/{id}/events`]: {
    summary: 'Get the hash chain of events',
    answers: { 200: { meaning: 'Events, oldest first', shape: shapes.eventsShape } },
    problems: SEEN,
  },
  [`GET ${C}/{id}/messages`]: {
    summary: 'List every text in and out',
    answers: { 200: { meaning: 'Messages, oldest first', shape: shapes.messagesShape } },
    problems: SEEN,
  },
  [`GET ${C}/{id}/receipt`]: {
    summary: 'Get the signed receipt of the latest decided version',
    answers: { 200: { meaning: 'The receipt', shape: shapes.receiptShape, headers: RECEIPT_CODE } },
    problems: [...SEEN, 'nothing-decided', 'erased', 'invalid-parameter'],
  },
  'POST /api/v1/receipts/verify': {
    summary:
      'Verify a receipt of this service, at most 1 MiB; in English or Swahili, as Accept-Language says. Any text is judged, also one that is no JSON',
    answers: {
      200: { meaning: 'The verdict: what holds, what does not, and what is not proven', shape: shapes.verdictShape },
    },
    problems: ['malformed-request'],
    json: shapes.receiptBody,
  },
  [`GET ${C}/{id}/receipt.pdf`]: {
    summary: 'Get the receipt as one page to print, with the code that opens it',
    answers: {
      200: { meaning: 'The certificate; ETag stays for as long as it looks the same', mediaType: 'application/pdf' },
      304: { meaning: 'If-None-Match names the one you would get' },
    },
    problems: [...SEEN, 'nothing-decided', 'erased', 'invalid-parameter', 'unavailable'],
  },
  ...ACCESS_OPERATIONS,
  ...MESSAGE_OPERATIONS,
  ...USAGE_OPERATIONS,
  ...WEBHOOK_OPERATIONS,
  'GET /.well-known/jwks.json': {
    summary: 'The public keys, current and former',
    answers: { 200: { meaning: 'An RFC 7517 key set', shape: shapes.jwksShape } },
  },
  'GET /api/v1/log/checkpoint': {
    summary: 'The last signed checkpoint of the transparency log, as text (C2SP signed note)',
    answers: { 200: { meaning: 'Origin, size, root, further lines, signature', mediaType: 'text/plain' } },
  },
  'GET /api/v1/log/proof/inclusion': {
    summary: 'Prove that a leaf stands in the log (RFC 6962)',
    answers: { 200: { meaning: 'The path, from the leaf upwards, in base64', shape: shapes.inclusionShape } },
    problems: ['invalid-parameter'],
  },
  'GET /api/v1/log/proof/consistency': {
    summary: 'Prove that the log only grew between two sizes (RFC 6962)',
    answers: { 200: { meaning: 'The proof, in base64', shape: shapes.consistencyShape } },
    problems: ['invalid-parameter'],
  },
  ...CARRIER_OPERATIONS,
  ...SIGN_IN_OPERATIONS,
  ...PROBE_OPERATIONS,
  'GET /metrics': {
    summary: 'Read what is measured, as Prometheus does; for an admin, or a key of the account community',
    answers: { 200: { meaning: 'Metrics, in the text format 0.0.4', mediaType: 'text/plain' } },
    problems: ['unauthorized'],
  },
};
