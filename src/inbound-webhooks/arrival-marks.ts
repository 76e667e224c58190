/** What a text is known again by, though it is kept without its codes. */
import type { Secrets } from '../config/secrets.js';
import { uuidv7Floor } from '../crypto/ids.js';
import { deriveKey, hmacSha256 } from '../crypto/secrets.js';
import type { Arrival } from '../persistence/inbox.entities.js';
import type { HeardText } from '../replies/replies.service.js';
import { redactCodes } from '../replies/reply.js';
import type { Tx } from '../transactions/tx.js';

// Both ways tell the carrier's own time of the text; so far its two systems may be apart.
const TOLERANCE_MS = 10 * 60 * 1_000;
const REPOSTED_MS = 12 * 60 * 60 * 1_000; // so long a callback goes on being tried

type Way = 'callback' | 'inbox';
type Known = Pick<Arrival, 'message_id'>;

export interface Marks {
  row: Pick<Arrival, 'text_hash' | 'key_name' | 'carrier_at'>;
  /** By the key of now and the one before. */
  hashes: [string, string];
  keyNames: [string, string];
  from: string;
  carrier: string;
  carrierId: string | null;
  written: string;
}

export class ArrivalMarks {
  private readonly keys: readonly [Buffer, Buffer];
  private readonly keyword: RegExp | null;

  constructor({ secretKey, secretKeyPrevious }: Secrets, keyword: string | null) {
    const keyOf = (secret: string) => deriveKey(secret, 'ndiyo/arrivals');
    this.keys = [keyOf(secretKey), keyOf(secretKeyPrevious ?? secretKey)];
    this.keyword = keyword === null ? null : new RegExp(`^${keyword}\\b\\s*`, 'i');
  }

  /** A keyword may have been taken off by one way and not by the other. */
  of({ from, text, carrier, carrierId }: HeardText, at: string): Marks {
    const trimmed = text.trim();
    const words = this.keyword ? trimmed.replace(this.keyword, '') : trimmed;
    const both = (make: (key: Buffer) => string) => this.keys.map(make) as [string, string];
    const hashes = both((key) => hmacSha256(key, JSON.stringify([from, words])).toString('hex'));
    const keyNames = both((key) => hmacSha256(key, 'name').toString('hex').slice(0, 16));
    const row = { text_hash: hashes[0], key_name: keyNames[0], carrier_at: at };
    return { row, hashes, keyNames, from, carrier, carrierId, written: redactCodes(text) };
  }
}

/** A text that came the other way, and not yet this one, with exactly these words. */
export async function findKnown(tx: Tx, way: Way, { row, hashes, carrierId }: Marks): Promise<Known | null> {
  const { earliest, latest } = around(row.carrier_at, TOLERANCE_MS);
  const [known] = await tx.sql<Known>`SELECT a.message_id FROM arrivals a JOIN messages m ON m.id = a.message_id
    WHERE a.text_hash IN (${hashes[0]}, ${hashes[1]})
      AND CASE ${way} WHEN 'inbox' THEN a.inbox_id ELSE a.callback_key END IS NULL
      AND (a.carrier_at BETWEEN ${earliest} AND ${latest} OR m.carrier_id = ${carrierId})
    ORDER BY CASE WHEN m.carrier_id = ${carrierId} THEN 0 ELSE 1 END, a.carrier_at, a.message_id LIMIT 1`;
  return known ?? null;
}

/**
 * A text that looks the same without its codes, and of which no more is known: it was heard while nobody looked into the
 * inbox, or under a SECRET_KEY before the previous one.
 */
export async function findForgotten(tx: Tx, way: Way, marks: Marks): Promise<Known | null> {
  const { row, keyNames, from, carrier, written } = marks;
  const { earliest, latest } = around(row.carrier_at, TOLERANCE_MS, TOLERANCE_MS + REPOSTED_MS);
  const [known] = await tx.sql<Known>`SELECT m.id AS message_id FROM messages m
    LEFT JOIN arrivals a ON a.message_id = m.id
    WHERE m.phone_number = ${from} AND m.id > ${uuidv7Floor(Date.parse(earliest))} AND m.direction = 'in'
      AND m.text = ${written} AND m.carrier = ${carrier}
      AND COALESCE(a.carrier_at, m.created_at) BETWEEN ${earliest} AND ${latest}
      AND (CASE WHEN a.message_id IS NULL THEN ${way} ELSE 'callback' END = 'inbox' OR (a.message_id IS NOT NULL
        AND a.key_name NOT IN (${keyNames[0]}, ${keyNames[1]})
        AND CASE ${way} WHEN 'inbox' THEN a.inbox_id ELSE a.callback_key END IS NULL))
    ORDER BY m.id LIMIT 1`;
  return known ?? null;
}

function around(at: string, before: number, after = before) {
  const ms = Date.parse(at);
  return { earliest: new Date(ms - before).toISOString(), latest: new Date(ms + after).toISOString() };
}
