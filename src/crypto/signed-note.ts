/** Checkpoints (C2SP tlog-checkpoint) as signed notes (C2SP signed-note): what a log says of itself, in lines of text. */
import { createHash } from 'node:crypto';
import { type SigningKey, signBytes, verifyBytes } from './ed25519.js';

export interface Checkpoint {
  /** Names the log; no spaces, no `+`. */
  origin: string;
  /** How many leaves. */
  size: number;
  /** 32 bytes (RFC 6962). */
  root: Uint8Array;
  /** Further lines, each one text without line breaks. */
  extensions?: readonly string[];
}

const ED25519 = 1; // signature type of the signed-note format
const KEY_ID_LENGTH = 4;
const SIZE = /^(0|[1-9]\d{0,15})$/;

/** The first four bytes of SHA-256(name || LF || 0x01 || public key). */
export function noteKeyId(name: string, publicKey: Uint8Array): Buffer {
  const digest = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(ED25519)).update(publicKey).digest();
  return digest.subarray(0, KEY_ID_LENGTH);
}

/** The note's text: origin, size and root on lines of their own, then the extensions. Ends with a line break. */
export function checkpointText({ origin, size, root, extensions = [] }: Checkpoint): string {
  return [origin, `${size}`, Buffer.from(root).toString('base64'), ...extensions, ''].join('\n');
}

/** @returns the text, an empty line, and one signature line `— <origin> <base64>` over the text's bytes */
export function signCheckpoint(checkpoint: Checkpoint, key: SigningKey): string {
  const text = checkpointText(checkpoint);
  const signature = Buffer.concat([
    noteKeyId(checkpoint.origin, key.publicKeyBytes),
    signBytes(key, Buffer.from(text)),
  ]);
  return `${text}\n\u2014 ${checkpoint.origin} ${signature.toString('base64')}\n`;
}

/** What a checkpoint says, whoever signed it. Throws an Error when it is malformed. */
export function readCheckpoint(note: string): Checkpoint {
  const [origin = '', size = '', root = '', ...extensions] = textOf(note).slice(0, -1).split('\n');
  const rootBytes = Buffer.from(root, 'base64');
  if (origin === '' || !SIZE.test(size) || rootBytes.length !== 32 || rootBytes.toString('base64') !== root) {
    throw new Error('The checkpoint is malformed.');
  }
  return { origin, size: Number(size), root: rootBytes, extensions };
}

/**
 * Reads a checkpoint that one of the keys signed. Signature lines of others (witnesses) are passed over.
 *
 * @param publicKeys 32 bytes each
 * @throws Error when it is malformed, or signed by none of them
 */
export function openCheckpoint(note: string, publicKeys: readonly Uint8Array[]): Checkpoint {
  const checkpoint = readCheckpoint(note);
  const text = textOf(note);
  const lines = note.slice(text.length + 1).split('\n');
  const isSigned = lines.some((line) => publicKeys.some((key) => isSignatureOf(line, checkpoint.origin, text, key)));
  if (!isSigned) throw new Error('The checkpoint is signed by no known key.');
  return checkpoint;
}

/** The lines that are signed, up to the empty one. */
function textOf(note: string): string {
  const end = note.indexOf('\n\n');
  if (end < 0) throw new Error('The checkpoint has no signature.');
  return note.slice(0, end + 1);
}

function isSignatureOf(line: string, origin: string, text: string, publicKey: Uint8Array): boolean {
  const prefix = `\u2014 ${origin} `;
  if (!line.startsWith(prefix)) return false;
  const encoded = line.slice(prefix.length);
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64') !== encoded) return false; // one spelling only
  if (!bytes.subarray(0, KEY_ID_LENGTH).equals(noteKeyId(origin, publicKey))) return false;
  return verifyBytes(publicKey, Buffer.from(text), bytes.subarray(KEY_ID_LENGTH));
}
