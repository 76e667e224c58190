/** What a client is made from, checked before the first call: a mistake here is a TypeError, and never tells a secret. */
import type { Tokens } from './access-types.js';

export interface ClientSettings {
  /** Such as https://ndiyo.example, with whatever path stands before `/api/v1`. */
  baseUrl: string;
  fetch?: typeof fetch;
  /** For one try; 10,000 unless given. */
  timeoutMs?: number;
  /** For a call with all its tries and waits; 60,000 unless given. */
  totalMs?: number;
  /** Tries after the first; 4 unless given. */
  retries?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** From 0 to less than 1. */
  random?: () => number;
  /** Is told each new pair of tokens. */
  onTokens?: (tokens: Tokens) => void | Promise<void>;
}

export type CredentialName =
  | ('apiKey' | 'manageToken')
  | ('keyId' | 'signingSecret')
  | ('email' | 'password' | 'totpCode')
  | ('token' | 'refreshToken')
  | ('clientId' | 'clientSecret');
type Only<Needs extends CredentialName = never, May extends CredentialName = never> = { [name in Needs]: string } & {
  [name in May]?: string | undefined;
} & { [name in Exclude<CredentialName, Needs | May>]?: undefined };

export type ClientOptions = ClientSettings &
  (
    | Only
    | Only<'apiKey'>
    | Only<'manageToken'>
    | Only<'keyId' | 'signingSecret'>
    | Only<'email' | 'password', 'totpCode'>
    | Only<'token', 'refreshToken'>
    | Only<'clientId' | 'clientSecret'>
  );

export type Scheme = 'anonymous' | 'apiKey' | 'manageToken' | 'signature' | 'login' | 'token' | 'oauth';

const SCHEMES: [scheme: Scheme, needs: CredentialName[], may: CredentialName[]][] = [
  ['apiKey', ['apiKey'], []],
  ['manageToken', ['manageToken'], []],
  ['signature', ['keyId', 'signingSecret'], []],
  ['login', ['email', 'password'], ['totpCode']],
  ['token', ['token'], ['refreshToken']],
  ['oauth', ['clientId', 'clientSecret'], []],
];
// What goes into a header as it is: `fetch` would quote a bad one in its error.
const IN_HEADERS: CredentialName[] = ['apiKey', 'manageToken', 'keyId', 'token'];
const SETTINGS = ['baseUrl', 'fetch', 'timeoutMs', 'totalMs', 'retries', 'now', 'random', 'onTokens'];
const MAX_MS = 2 ** 31 - 1; // what a timer can hold

export interface Settings extends Required<Omit<ClientSettings, 'baseUrl' | 'onTokens'>> {
  /** Without a slash at its end. */
  baseUrl: string;
  onTokens: ((tokens: Tokens) => void | Promise<void>) | null;
}

export function settingsOf(options: ClientOptions): Settings {
  const known = new Set([...SETTINGS, ...SCHEMES.flatMap(([, needs, may]) => [...needs, ...may])]);
  const unknown = Object.keys(options).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new TypeError(`createClient does not know ${unknown.join(', ')}`);
  return {
    baseUrl: checkedBase(options.baseUrl),
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    timeoutMs: checkedNumber('timeoutMs', options.timeoutMs ?? 10_000, 1, MAX_MS),
    totalMs: checkedNumber('totalMs', options.totalMs ?? 60_000, 1, MAX_MS),
    retries: checkedNumber('retries', options.retries ?? 4, 0, 100),
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    onTokens: options.onTokens ?? null,
  };
}

export function schemeOf(options: ClientOptions): Scheme {
  const given = SCHEMES.filter(([, needs, may]) => [...needs, ...may].some((name) => options[name] !== undefined));
  const [first, second] = given;
  if (!first) return 'anonymous';
  if (second) {
    const names = given.map(([, needs]) => needs.join(' and ')).join('; or ');
    throw new TypeError(`createClient takes one kind of credential, but was given several: ${names}`);
  }
  const [scheme, needs, may] = first;
  for (const name of [...needs, ...may]) assertCredential(options, name, needs.includes(name));
  return scheme;
}

function assertCredential(options: ClientOptions, name: CredentialName, isNeeded: boolean): void {
  const value: unknown = options[name];
  if (value === undefined && !isNeeded) return;
  if (typeof value !== 'string' || value === '') throw new TypeError(`createClient needs ${name}: text, not empty`);
  if (IN_HEADERS.includes(name) && !isHeaderSafe(value)) {
    throw new TypeError(`${name} holds a character that no credential of the service has, such as a space or line end`);
  }
}

/** Visible ASCII only. */
export const isHeaderSafe = (value: string): boolean => /^[\x21-\x7e]+$/.test(value);

function checkedBase(baseUrl: unknown): string {
  const url = typeof baseUrl === 'string' && URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('baseUrl must be an address such as https://ndiyo.example');
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new TypeError('baseUrl must hold no password, query or fragment: credentials are options of their own');
  }
  return url.href.replace(/\/+$/, '');
}

function checkedNumber(name: string, value: unknown, least: number, most: number): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw new TypeError(`${name} must be a whole number from ${least} to ${most}`);
}
