/** Keys and accounts for tests: the first one from the command line, the others over REST. */
import type { Answer, Http } from '../http.js';
import { type Signer, signedHeaders } from '../signing.js';
import type { App } from '../start-app.js';
import { runCli } from '../stories/command-line.js';
import { databaseEnv } from '../story-database.js';

export const KEYS = '/api/v1/auth/api-keys';
export const ACCOUNTS = '/api/v1/accounts';
export const ALL_SCOPES = [
  ...['contracts:read', 'contracts:write', 'contracts:confirm', 'messages:read'],
  ...['webhooks:manage', 'audit:read', 'keys:manage'],
];

export interface Key extends Signer {
  id: string;
  key: string;
  http: Http;
}

/** What a command needs to know to meet the running service's database. */
export const commandEnv = (app: App, env: Record<string, string> = {}): Record<string, string> => ({
  DATA_DIR: app.dataDir,
  ...databaseEnv(app.dataDir),
  ...env,
});

export const keyOf = (app: App, made: Record<string, string>): Key => ({
  id: made.id!,
  key: made.key!,
  keyId: made.key_id!,
  signingSecret: made.signing_secret!,
  http: app.http.with({ 'X-API-Key': made.key! }),
});

export async function keyByCommand(app: App, ...options: string[]): Promise<Key> {
  const { code, output } = await runCli(
    ['keys', 'create', '--name', 'by command', '--json', ...options],
    commandEnv(app),
  );
  if (code !== 0) throw new Error(output);
  return keyOf(app, JSON.parse(output.split('\n').find((line) => line.startsWith('{'))!));
}

/** With every scope unless told otherwise. */
export async function makeKey(app: App, by: Http, wish: Record<string, unknown> = {}): Promise<Key> {
  const answer = await by.post(KEYS, { name: 'a test', scopes: ALL_SCOPES, ...wish });
  if (answer.status !== 201) throw new Error(answer.text);
  return keyOf(app, answer.body);
}

let next = 0;

/** A fresh account, and a key with every scope in it. */
export async function makeAccount(app: App, admin: Key): Promise<Key & { accountId: string }> {
  next += 1;
  const accountId = `test-${process.pid}-${next}`;
  await admin.http.post(ACCOUNTS, { id: accountId, name: `Test ${next}` });
  return { ...(await makeKey(app, admin.http, { account_id: accountId })), accountId };
}

/** Sends one signed request; what is signed may differ from what is sent. */
export function sendSigned(
  app: App,
  signer: Signer,
  request: { method?: string; path: string; body?: string; timestamp?: number; nonce?: string },
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { method = 'GET', path, body } = request;
  const signed = signedHeaders(signer, { ...request, method, url: app.url });
  const type: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return app.http.raw(method, path, body, { ...type, ...signed, ...headers });
}
