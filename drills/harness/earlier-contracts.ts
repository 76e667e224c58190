/**
 * Contracts as the release before the log left them: those that it wrote itself (test/verifier/receipts), and copies of
 * one of them under other ids, numbers and nonces, hashed and signed anew by that release's key, a published test key.
 */
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blake2b } from '@noble/hashes/blake2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { numbersOf, withCheckDigit } from '../../bench/numbers.js';
import { canonical } from './canonical.js';

export type Row = Record<string, string | number | null>;
export type Rows = Record<string, Row[]>;

/** Parents before children. */
export const TABLES = ['signing_keys', 'contracts', 'contract_versions', 'parties', 'events', 'receipts', 'messages'];
export const ISSUER = 'https://ndiyo.example';
/** From when on no migration had run yet. */
export const NEXT_MIGRATION = 1_798_000_000_000;

// RFC 8037, appendix A.1.
const KEY = createPrivateKey({
  format: 'jwk',
  key: {
    ...{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  },
});

const FILE = join(process.cwd(), 'test/verifier/receipts/before-the-log.json');
const { tables: given } = JSON.parse(readFileSync(FILE, 'utf8')) as { tables: Rows };
const MODEL = String(given.contracts!.find(({ status, version }) => status === 'confirmed' && version === 1)!.id);
const model = JSON.stringify(
  Object.fromEntries(
    ['contracts', 'contract_versions', 'parties', 'events', 'receipts'].map((table) => [
      table,
      given[table]!.filter((row) => (row.contract_id ?? row.id) === MODEL),
    ]),
  ),
);
const modelDocument = JSON.parse(String((JSON.parse(model) as Rows).contract_versions![0]!.document));

const hashOf = (text: string): string => bytesToHex(blake2b(utf8ToBytes(text), { dkLen: 32 }));

// Whichever day the drill is done: what was open then is still open.
const LATER = '2099-01-01T00:00:00.000Z';
for (const row of given.contract_versions!) if (row.status === 'pending') row.expires_at = LATER;
for (const row of given.parties!) if (row.open_until !== null) row.open_until = LATER;

export const asWritten = (): Rows => given;

/** The n-th copy. */
export function copyOf(n: number): Rows {
  const id = `AG-2025-${withCheckDigit(String(n).padStart(8, '0'))}`;
  const [one, other] = modelDocument.parties.map((party: { phone_number: string }) => party.phone_number);
  const [seller, buyer] = numbersOf(n);
  const nonce = Buffer.from(hashOf(`nonce ${n}`), 'hex')
    .subarray(0, 16)
    .toString('base64url');
  const token = String((JSON.parse(model) as Rows).contracts![0]!.manage_token_hash);
  const renamed = [
    [MODEL, id],
    [one, seller],
    [other, buyer],
    [modelDocument.nonce, nonce],
    [token, hashOf(id)],
  ];
  return signedAnew(JSON.parse(replaced(model, renamed)) as Rows, id);
}

function signedAnew(rows: Rows, id: string): Rows {
  const version = rows.contract_versions![0]!;
  const contract_hash = hashOf(String(version.document));
  const attestation = signAgain(String(version.attestation), { contract_id: id, contract_hash });
  const renamed = [
    [String(version.contract_hash), contract_hash],
    [String(version.attestation), attestation],
  ];
  const hashed = JSON.parse(replaced(JSON.stringify(rows), renamed)) as Rows;
  const heads = chainAgain(hashed.events!);
  const [receipt] = hashed.receipts as [Row];
  const text = replaced(String(receipt.receipt), heads);
  const { signature } = JSON.parse(text);
  const events_head = heads.at(-1)![1]!;
  receipt.receipt = replaced(text, [
    [signature, signAgain(signature, { contract_id: id, contract_hash, events_head })],
  ]);
  return hashed;
}

/** Each event's former hash and its own. */
function chainAgain(events: Row[]): string[][] {
  let prev: string | null = null;
  return events.map((event) => {
    const { contract_id, seq, type, at, hash } = event;
    const data = JSON.parse(String(event.data));
    event.prev = prev;
    prev = hashOf(canonical({ $type: 'ndiyo.event.v1', contract_id, seq, type, at, prev, data }));
    event.hash = prev;
    return [String(hash), prev];
  });
}

function signAgain(jws: string, changes: Record<string, string>): string {
  const [header = '', payload = ''] = jws.split('.');
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...changes };
  const signed = `${header}.${Buffer.from(canonical(claims)).toString('base64url')}`;
  return `${signed}.${sign(null, Buffer.from(signed), KEY).toString('base64url')}`;
}

const replaced = (text: string, pairs: string[][]): string =>
  pairs.reduce((so, [from = '', to = '']) => so.replaceAll(from, to), text);
