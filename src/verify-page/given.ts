/** Tells apart what a person gives: a receipt, or the keys that are to be trusted. */
import type { Trust } from '../verifier/trust.js';

export type Keys = { is: 'keys'; trust: Trust; count: number } | { is: 'thumbprint'; trust: Trust };

// Whatever is cut off here is past the verifier's own limit, so it says what is wrong with it.
const READ_AT_MOST = 32 * 1024 * 1024; // bytes
const THUMBPRINT = /^[A-Za-z\d_-]{43}$/;

/** A file that is no UTF-8 is no JSON either: what comes back is no JSON. */
export async function textOf(file: File): Promise<string> {
  const bytes = await file.slice(0, READ_AT_MOST).arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return '\ufffd';
  }
}

/** Null for what is neither a key set nor a thumbprint. */
export function keysIn(text: string): Keys | null {
  const trimmed = text.trim();
  if (THUMBPRINT.test(trimmed)) return { is: 'thumbprint', trust: { thumbprint: trimmed } };
  const content = parsed(trimmed);
  const keys = isRecord(content) && !isReceipt(text) ? content.keys : undefined;
  return Array.isArray(keys) ? { is: 'keys', trust: { jwks: { keys } }, count: keys.length } : null;
}

export function isReceipt(text: string): boolean {
  const content = parsed(text);
  return isRecord(content) && String(content.$type).startsWith('ndiyo.receipt.');
}

const LARGEST_KEY_SET = 1024 * 1024; // characters

function parsed(text: string): unknown {
  if (text.length > LARGEST_KEY_SET) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (content: unknown): content is Record<string, unknown> =>
  typeof content === 'object' && content !== null && !Array.isArray(content);
