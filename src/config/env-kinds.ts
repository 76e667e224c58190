/** The kinds of value a variable may hold. Each says in one sentence what it accepts, never what it was given. */

import { createPrivateKey } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { durationMs } from './duration.js';

export type Database =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

export const text = (accepts: string, isGood: (value: string) => boolean) =>
  z.string().refine(isGood, { error: `must be ${accepts}` });

export const pattern = (accepts: string, form: RegExp) => text(accepts, (value) => form.test(value));

export const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `must be ${values.join(', ').replace(/, (\w+)$/, ' or $1')}` });

const TRUTHY = ['true', 'on', 'yes', '1'];
const FALSY = ['false', 'off', 'no', '0'];

export const flag = (accepts = 'true or false') =>
  z.stringbool({ truthy: TRUTHY, falsy: FALSY, error: `must be ${accepts}` });

export const integer = (min: number, max: number) =>
  text(
    `a whole number from ${min} to ${max}`,
    (value) => /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max,
  ).transform(Number);

export const list = (accepts: string, isGood: (item: string) => boolean) =>
  text(`a comma list of ${accepts}`, (value) => split(value).length > 0 && split(value).every(isGood)).transform(split);

/** Items of a comma list, each once, without the spaces around them. */
export function split(value: string): string[] {
  const items = value.split(',').map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ''))];
}

export function parseUrl(value: string, protocols: readonly string[]): URL | null {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && protocols.includes(url.protocol) ? url : null;
}

/** An address other software appends a path to: no query, no password, no slash at the end. */
export const webAddress = () =>
  text('an http:// or https:// address without query or password', (value) => {
    const url = parseUrl(value, ['http:', 'https:']);
    return url !== null && url.search + url.hash + url.username + url.password === '';
  }).transform((value) => value.replace(/\/+$/, ''));

/** `*` and `null` are readable here; env-rules.ts says where they are refused. */
export const isOrigin = (item: string) =>
  item === '*' || item === 'null' || parseUrl(item, ['http:', 'https:'])?.origin === item;

/** A range of prefix 0 would be "true" in disguise: everybody could name their own address. */
function isProxyRange(item: string): boolean {
  const [address = '', bits, ...rest] = item.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

export const trustProxy = () =>
  text('a hop count from 0 to 32, or a comma list of addresses and CIDR ranges (never "true")', (value) => {
    if (/^\d+$/.test(value)) return Number(value) <= 32;
    return split(value).length > 0 && split(value).every(isProxyRange);
  }).transform((value): number | readonly string[] => (/^\d+$/.test(value) ? Number(value) : split(value)));

export const duration = () =>
  text('<n>m, <n>h or <n>d, from 10 minutes to 90 days', (value) => durationMs(value) !== null);

/** Only what the client can read: a number for the database, signs in the password written as %40. */
export const redis = () =>
  text('redis://<user>:<password>@<host>:<port>/<number>, over TLS rediss://…, only the host being needed', (value) => {
    const url = parseUrl(value, ['redis:', 'rediss:']);
    if (url === null || url.hostname === '' || url.search + url.hash !== '') return false;
    return /^(\/\d{0,4})?$/.test(url.pathname) && isDecodable(url.username) && isDecodable(url.password);
  });

function isDecodable(part: string): boolean {
  try {
    return decodeURIComponent(part) !== null;
  } catch {
    return false; // a verdict, as above
  }
}

/** An in-memory database is refused: readers open the file a second time, and evidence outlives a restart. */
export const database = () =>
  text('sqlite:<path of a file> or postgres://<user>@<host>/<name>', (value) => {
    if (value.startsWith('sqlite:')) return /^sqlite:(\/\/\/|(?!\/\/)).*[^/:]$/.test(value) && !/:memory:/.test(value);
    return parseUrl(value, ['postgres:', 'postgresql:']) !== null;
  }).transform((value): Database => {
    const path = value.replace(/^sqlite:(\/\/(?=\/))?/, '');
    return value.startsWith('sqlite:') ? { kind: 'sqlite', path } : { kind: 'postgres', url: value };
  });

/** A PEM on one line, its line ends written `\n`, is how most platforms store it: made whole here. */
export const privateKey = () =>
  z
    .string()
    .transform((value) => (value.includes('-----BEGIN') ? value.replaceAll('\\n', '\n') : value))
    .refine(isPrivateKey, { error: 'must be an Ed25519 key as PKCS#8 PEM, or 32 bytes in hex or base64' });

function isPrivateKey(value: string): boolean {
  if (!value.includes('-----BEGIN')) return /^[0-9a-f]{64}$/i.test(value) || /^[\w+/-]{43}=?$/.test(value);
  try {
    return createPrivateKey(value).asymmetricKeyType === 'ed25519';
  } catch {
    return false; // unreadable is a verdict here; the sentence above says what would be readable
  }
}
