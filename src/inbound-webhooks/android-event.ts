/**
 * Reads what the app of android-sms-gateway posts: `{ id, event, deviceId, webhookId, payload }`, one address for all events.
 *
 * Settled by its documentation and sources: the events' names; `messageId` of sms:sent, sms:delivered and sms:failed is the
 * id under which the text was sent; `messageId` of sms:received is made from the content and may name two texts; a text may
 * be posted twice, alike but for the outer `id`. Not settled, so either is taken: `sender` or `phoneNumber`, `recipient` or
 * `phoneNumber`, with or without `+`, `reason` or `error`.
 */
import { z } from 'zod';
import { sha256Hex } from '../crypto/secrets.js';
import type { DeliveryReport } from '../messaging/delivery-reports.service.js';
import { redactCodes } from '../replies/reply.js';
import { numberOf } from './callback-form.js';

interface Stored {
  /** As it is kept: what is acted on under our names, and the original, without codes. */
  fields: Record<string, unknown>;
  dedupeKey: string;
}

export type AndroidEvent = Stored &
  (
    | { kind: 'sms'; from: string; text: string; carrierId: string | null }
    | { kind: 'delivery'; report: DeliveryReport }
    // Nothing follows from it: another event, or nothing that could be read.
    | { kind: 'android'; outcome: 'ignored' | 'unusable' }
  );

/** sms:cancelled: somebody stopped it in the app before it left. */
const STATUSES: Readonly<Record<string, string>> = {
  'sms:sent': 'Sent',
  'sms:delivered': 'Delivered',
  'sms:failed': 'Failed',
  'sms:cancelled': 'Failed',
};
const ID = /^[\x21-\x7e]{1,128}$/; // what carrier_id and subject hold
const MAX_DEPTH = 32;
// Whatever else is text may hold a code.
const KEPT_AS_GIVEN = /^(id|event|deviceId|webhookId|messageId|phoneNumber|sender|recipient|\w+At)$/;

const optionalText = z.string().nullish().catch(null);
const envelope = z.looseObject({
  event: z.string().catch(''),
  id: optionalText,
  payload: z
    .looseObject({
      ...{ messageId: optionalText, message: optionalText, receivedAt: optionalText },
      ...{ phoneNumber: optionalText, sender: optionalText, recipient: optionalText },
      ...{ reason: optionalText, error: optionalText },
    })
    .catch({}),
});
type Envelope = z.infer<typeof envelope>;

export function readAndroidEvent(rawBody: Buffer, region: string): AndroidEvent {
  const body = clean(rawBody.toString('utf8'));
  const { success, data } = envelope.safeParse(parse(body));
  const bodyKey = `sha256 ${sha256Hex(rawBody)}`;
  if (!success) return unusable({ body: redactCodes(body) }, bodyKey);
  if (data.event === 'sms:received') return readReceived(data, region, bodyKey);
  const status = Object.hasOwn(STATUSES, data.event) ? STATUSES[data.event] : undefined;
  if (status !== undefined) return readReport(data, status, region, bodyKey);
  return { kind: 'android', outcome: 'ignored', fields: { original: redact(data) }, dedupeKey: bodyKey };
}

function readReceived(received: Envelope, region: string, bodyKey: string): AndroidEvent {
  const { messageId, message, receivedAt, sender, phoneNumber } = received.payload;
  const given = sender ?? phoneNumber ?? '';
  const from = numberOf(given, region);
  const original = redact(received);
  if (from === '' || typeof message !== 'string') return unusable({ original }, bodyKey);
  const carrierId = [messageId, received.id].find((id) => ID.test(id ?? '')) ?? null;
  const date = isoOf(receivedAt);
  const fields = { id: carrierId, from, text: redactCodes(message), date, original };
  // Who said what when: an id that the content gives would let a STOP after START pass for the STOP before.
  const dedupeKey = date === null ? bodyKey : `android ${sha256Hex(JSON.stringify([from, date, message]))}`;
  return { kind: 'sms', from, text: message, carrierId, fields, dedupeKey };
}

function readReport(reported: Envelope, status: string, region: string, bodyKey: string): AndroidEvent {
  const { event, payload } = reported;
  const original = redact(reported);
  const carrierId = payload.messageId ?? '';
  if (!ID.test(carrierId)) return unusable({ original }, bodyKey);
  const failureReason = status === 'Failed' ? reasonOf(event, payload.reason ?? payload.error) : null;
  const phoneNumber = numberOf(payload.recipient ?? payload.phoneNumber ?? '', region);
  return {
    kind: 'delivery',
    report: { carrierId, status, failureReason },
    // Under these names a report that waits for its text is read again.
    fields: { id: carrierId, status, failureReason, phoneNumber, original },
    dedupeKey: `android ${carrierId} ${event}`,
  };
}

/** A stable word: Android's own name for the fault where there is one. */
function reasonOf(event: string, given: string | null | undefined): string {
  if (event === 'sms:cancelled') return 'cancelled';
  const text = (given ?? '').slice(0, 200);
  const name = /[A-Z]+(_[A-Z]+)+/.exec(text)?.[0];
  const words = text.toLowerCase().match(/[a-z]+/g) ?? ['unknown'];
  return (name ?? words.join('-')).slice(0, 64);
}

/** The app writes the phone's own time zone, which changes when the phone travels. */
function isoOf(time: string | null | undefined): string | null {
  const ms = Date.parse(time ?? '');
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

const unusable = (fields: Stored['fields'], dedupeKey: string): AndroidEvent => ({
  ...{ kind: 'android', outcome: 'unusable', fields, dedupeKey },
});

function redact(value: unknown, name = '', depth = 0): unknown {
  if (depth > MAX_DEPTH) return null;
  if (typeof value === 'string') return KEPT_AS_GIVEN.test(name) ? value : redactCodes(value);
  if (Array.isArray(value)) return value.map((item) => redact(item, name, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redact(inner, key, depth + 1)]));
}

/** PostgreSQL holds no NUL, and half a character is none. */
const clean = (text: string) => text.replaceAll('\0', '').toWellFormed();

function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_, value) => (typeof value === 'string' ? clean(value) : value));
  } catch {
    return null; // proven, and yet no JSON, or one too deep to read: kept as it is
  }
}
