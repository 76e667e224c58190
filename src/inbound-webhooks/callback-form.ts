/** Reads a carrier's form: every field kept, and the key under which it counts as one. */

import type { CallbackKind } from '../carriers/callback-address.js';
import { sha256Hex } from '../crypto/secrets.js';
import { parsePhone } from '../phones/phone-number.js';

export type CallbackFields = Record<string, string>;

const KEY_LIMIT = 200;
const DATE = /^(20\d\d-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:\d\d)?$/;
// No phone sends more than ten joined segments; what is longer is kept in the callback, cut in the thread.
export const TEXT_LIMIT = 2_000;

export function readForm(rawBody: Buffer): CallbackFields {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawBody.toString('utf8'))) {
    // The first of a repeated field counts; PostgreSQL holds no NUL.
    if (!fields.has(name)) fields.set(name.replaceAll('\0', ''), value.replaceAll('\0', ''));
  }
  return Object.fromEntries(fields);
}

/** A text as it is heard. */
export const heardText = (text: string | undefined): string => (text ?? '').slice(0, TEXT_LIMIT).toWellFormed();

/** The carrier posts again until it sees 200: the same key is the same callback. */
export function dedupeKey(kind: CallbackKind, fields: CallbackFields, rawBody: Buffer): string {
  const { id, status = '', failureReason = '' } = fields;
  if (!id || kind === 'opt-out') return `sha256 ${sha256Hex(rawBody)}`;
  const key = kind === 'sms' ? `id ${id}` : `id ${id} ${status} ${failureReason}`;
  return key.length > KEY_LIMIT ? `sha256 ${sha256Hex(key)}` : key;
}

/**
 * The sender in E.164, or '' for a name or a short code. Carriers send E.164; a hand-made form writes `+254…`, which
 * arrives as a space, or a national number.
 */
export function numberOf(text: string | undefined, region: string): string {
  const given = (text ?? '').trim();
  if (/^\+?[1-9]\d{6,14}$/.test(given)) return `+${given.replace('+', '')}`;
  const parsed = parsePhone(given, region);
  return 'phoneNumber' in parsed ? parsed.phoneNumber : '';
}

/** The carrier's time in ISO 8601, or null; it writes UTC, with or without saying so. */
export function timeOf(date: string | null | undefined): string | null {
  const [, day, clock, zone = 'Z'] = DATE.exec(date ?? '') ?? [];
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T${clock}${zone}`);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
