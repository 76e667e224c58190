/** Operators for a drill: made by the command line, signed in over HTTP. */
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { type Answer, bodyOf, postJson } from './client.js';

const CLI = join(process.cwd(), 'dist/cli/cli.js');

export const AUTH = '/api/v1/auth';
export const PASSWORD = 'maize under a tin roof';

/** @param env what the service was told of its database and secrets */
export function makeOperator(env: Record<string, string>, email: string): Promise<void> {
  const args = [CLI, 'operators', 'create', '--email', email, '--role', 'editor'];
  const { PATH = '' } = process.env;
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, args, { env: { PATH, NODE_ENV: 'test', ...env } }, (error, _, said) =>
      error ? reject(new Error(said)) : resolve(),
    );
    child.stdin!.end(`${PASSWORD}\n`);
  });
}

export const login = (url: string, email: string, more: Record<string, string> = {}): Promise<Answer> =>
  postJson(url, `${AUTH}/login`, JSON.stringify({ email, password: PASSWORD, ...more }));

export interface Tokens {
  token: string;
  refresh_token: string;
}

export async function signIn(url: string, email: string): Promise<Tokens> {
  const answer = await login(url, email);
  if (answer.status !== 200) throw new Error(`${email} cannot sign in: ${answer.text}`);
  return bodyOf(answer);
}

/** Two logins of one operator: the bearer of one, the refresh token of the other. */
export async function signedIn(url: string, email: string): Promise<Tokens> {
  const { token } = await signIn(url, email);
  return { token, refresh_token: (await signIn(url, email)).refresh_token };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 6238, by nothing of the service's. */
export function totpCode(base32: string, step: number): string {
  const bits = [...base32].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19]! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Turns codes on with the code of this step; returns the one of the next, which has not been used. */
export async function turnOnTotp(url: string, token: string): Promise<string> {
  const headers = { Authorization: `Bearer ${token}` };
  const { secret } = bodyOf(await postJson(url, `${AUTH}/totp/setup`, '{}', headers));
  const step = Math.floor(Date.now() / 30_000);
  const body = JSON.stringify({ totp_code: totpCode(secret, step) });
  const answer = await postJson(url, `${AUTH}/totp/verify`, body, headers);
  if (answer.status !== 200) throw new Error(`codes cannot be turned on: ${answer.text}`);
  return totpCode(secret, step + 1);
}
