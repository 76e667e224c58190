/** An event as it is shown, hashed and put into a receipt. */
import { blake2b256Hex } from '../crypto/blake2b.js';
import { canonicalize } from '../json/canonical-json.js';
import type { ContractEvent } from '../persistence/evidence.entities.js';

export interface ChainedEvent {
  $type: 'ndiyo.event.v1';
  contract_id: string;
  seq: number;
  type: string;
  at: string;
  data: Record<string, unknown>;
  /** Hash of the event before it; null for the first. */
  prev: string | null;
  /** BLAKE2b-256, in hex, of the canonical JSON of all the other members. */
  hash: string;
}

export type EventLink = Pick<ChainedEvent, 'seq' | 'hash'>;

/** @returns the event's `hash`: 64 hex digits */
export const hashEvent = (event: Omit<ChainedEvent, '$type' | 'hash'>): string =>
  blake2b256Hex(canonicalize({ $type: 'ndiyo.event.v1', ...event }));

export function chainedEvent({ contract_id, seq, type, at, data, prev, hash }: ContractEvent): ChainedEvent {
  const about = JSON.parse(data) as Record<string, unknown>;
  return { $type: 'ndiyo.event.v1', contract_id, seq, type, at, data: about, prev, hash };
}
