/** What answers look like, for the documentation; tests hold real answers against these shapes. */
import { z } from 'zod';
import { PREFIXES } from '../contracts/contract-id.js';
import { STATUSES } from '../contracts/contract-status.js';

const time = z.iso.datetime();
const timeOrNull = time.nullable();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const status = z.enum(STATUSES);

const party = z.strictObject({
  party_id: z.string(),
  name: z.string(),
  role: z.string(),
  phone_number: z.string(),
  language: z.enum(['en', 'sw']),
  status: z.enum(['pending', 'confirmed', 'declined']),
  decided_at: timeOrNull,
  channel: z.enum(['sms', 'rest']).nullable(),
  evidence_grade: z.enum(['A', 'B', 'C', 'D']).nullable(),
  delivery: z.string().nullable(),
  delivery_trouble: z.object({ reason: z.string(), advice: z.string() }).nullable(),
});

const evidence = { contract_hash: hash, hash_algorithm: z.literal('blake2b-256'), signature: z.string() };
const terms = z.record(z.string(), z.unknown());
const proposal = { version: z.int(), terms, parties: z.array(party), ...evidence, created_at: time, expires_at: time };

export const contractShape = z.strictObject({
  contract_id: z.string(),
  status,
  version: z.int(),
  contract_type: z.enum(Object.keys(PREFIXES)),
  terms,
  parties: z.array(party),
  total_amount: z.string().nullable(),
  currency: z.string().nullable(),
  ...evidence,
  created_at: time,
  expires_at: time,
  confirmed_at: timeOrNull,
  completed_at: timeOrNull,
  external_id: z.string().nullable(),
  receipt_code: z.string().nullable(),
  proposal: z.strictObject(proposal).optional(),
  manage_token: z.string().optional(),
});

const estimated_segments = z.int().meta({ description: 'Of the texts that were queued' });
export const createdShape = contractShape.extend({ estimated_segments });

export const pageShape = z.strictObject({ contracts: z.array(contractShape), next_cursor: z.string().nullable() });

export const statusShape = z.strictObject({
  contract_id: z.string(),
  status,
  created_at: time,
  confirmed_at: timeOrNull,
  signatures: z.array(z.strictObject({ phone_number: z.string(), status: z.string(), signed_at: timeOrNull })),
  progress: z.strictObject({ signed: z.int(), total: z.int(), complete: z.boolean() }),
});

const event = z.strictObject({
  $type: z.literal('ndiyo.event.v1'),
  contract_id: z.string(),
  seq: z.int(),
  type: z.string(),
  at: time,
  data: z.record(z.string(), z.unknown()),
  prev: hash.nullable(),
  hash,
});
export const eventsShape = z.strictObject({ events: z.array(event) });

export const messageShape = z.strictObject({
  id: z.string(),
  direction: z.enum(['in', 'out']),
  kind: z.string(),
  party_id: z.string().nullable(),
  version: z.int().nullable(),
  phone_number: z.string(),
  text: z.string(),
  status: z.enum(['queued', 'sent', 'delivered', 'failed', 'suppressed', 'received']),
  segments: z.int(),
  cost: z.string().nullable(),
  carrier: z.string().nullable(),
  carrier_status: z.string().nullable(),
  failure_reason: z.string().nullable(),
  advice: z.string().nullable(),
  possible_duplicate: z.boolean(),
  outcome: z.string().nullable(),
  needs_review: z.boolean(),
  created_at: time,
  sent_at: timeOrNull,
  final_at: timeOrNull,
});
export const messagesShape = z.strictObject({ messages: z.array(messageShape) });

const hashes = z.array(z.string());
export const receiptShape = z.looseObject({
  $type: z.literal('ndiyo.receipt.v1'),
  document: z.string(),
  attestation: z.string(),
  decisions: z.array(z.looseObject({ $type: z.literal('ndiyo.decision.v1'), party_id: z.string() })),
  events: z.array(event),
  signature: z.string(),
  key: z.looseObject({ kty: z.literal('OKP'), kid: z.string() }),
  proof: z
    .strictObject({
      $type: z.literal('ndiyo.log-proof.v1'),
      leaf: z.strictObject({ $type: z.literal('ndiyo.leaf.v1'), event_hash: hash, salt: z.string() }),
      leaf_index: z.int(),
      tree_size: z.int(),
      hashes,
      checkpoint: z.string(),
    })
    .optional(),
});

const jwk = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  alg: z.literal('Ed25519'),
  use: z.literal('sig'),
  revoked: z
    .strictObject({ revoked_at: z.int(), reason: z.string(), log_size: z.int(), log_root: z.base64() })
    .optional()
    .describe('Since revoked_at (epoch seconds) the key proves only what the log of that size and root holds.'),
});
export const jwksShape = z.strictObject({ keys: z.array(jwk) });

export const inclusionShape = z.strictObject({ leaf_index: z.int(), tree_size: z.int(), hashes });
export const consistencyShape = z.strictObject({ first: z.int(), second: z.int(), hashes });

/** What the verifier reads: a part that it does not know is a fault. */
export const receiptBody = z.strictObject({
  ...receiptShape.shape,
  key: z.looseObject({}).optional(),
  note: z.string().optional(),
  proof: z.looseObject({}).optional(),
});

export const verdictShape = z.strictObject({
  valid: z.boolean(),
  outcome: z.enum(['valid', 'invalid', 'unchecked']),
  summary: z.string(),
  contract_id: z.string().nullable(),
  status: z.enum(['confirmed', 'declined']).nullable(),
  checks: z.array(z.strictObject({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  not_proven: z.array(z.string()),
});

export const answeredShape = z.strictObject({
  status,
  contract_id: z.string(),
  signed_by: z.string(),
  all_signed: z.boolean(),
});
export const codeSentShape = z.strictObject({ status: z.literal('code_sent'), expires_at: time });
export const askedShape = z.strictObject({
  contract_id: z.string(),
  asked: z.array(z.string()),
  estimated_segments,
});
export const documentShape = z.looseObject({ $type: z.literal('ndiyo.contract.v1'), contract_id: z.string() });

export const problemShape = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  request_id: z.string(),
  errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
});
