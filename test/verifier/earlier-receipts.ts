/** Receipts as earlier releases of the service issued them, and the rows that one of them left behind. */
import { readFileSync } from 'node:fs';
import type { Jwk } from '../../src/verifier/trust.js';

type Row = Record<string, string | number | null>;

export interface EarlierReceipt {
  name: string;
  text: string;
}

const load = (file: string) => JSON.parse(readFileSync(new URL(`receipts/${file}`, import.meta.url), 'utf8'));

/** What the first release answered. */
export const FIRST_RELEASE: { jwks: { keys: Jwk[] }; receipts: EarlierReceipt[] } = load('first-release.json');

/** What stood in the database of the last release without a log; `open` awaits the buyer's answer. */
export const BEFORE_THE_LOG: { open: { id: string; buyer: string }; tables: Record<string, Row[]> } =
  load('before-the-log.json');

export const receiptsBeforeTheLog: EarlierReceipt[] = BEFORE_THE_LOG.tables.receipts!.map(
  ({ contract_id, version, receipt }) => ({ name: `${contract_id}, version ${version}`, text: String(receipt) }),
);
export const jwksBeforeTheLog = {
  keys: BEFORE_THE_LOG.tables.signing_keys!.map(({ public_jwk }): Jwk => JSON.parse(String(public_jwk))),
};
