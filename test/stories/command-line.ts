/** The built command line, as an operator or a judge runs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../start-app.js';

const CLI = join(process.cwd(), 'dist/cli/cli.js');

export interface Run {
  code: number;
  output: string;
}

/** `input` is what is piped in. */
export async function runCli(args: string[], env: Record<string, string> = {}, input = ''): Promise<Run> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [CLI, ...args], { env: { PATH, NODE_ENV: 'test', ...env }, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  child.stdin.on('error', () => {}); // a command that asks for nothing may be gone before it could read
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, output };
}

/** `verify receipt.json`, with the service's own key set unless `trust` says otherwise. */
export async function verify(
  app: App,
  receipt: string,
  trust: 'jwks' | 'nobody' = 'jwks',
  more: string[] = [],
): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'ndiyo-verify-'));
  const [receiptFile, keyFile] = [join(folder, 'receipt.json'), join(folder, 'jwks.json')];
  writeFileSync(receiptFile, receipt);
  writeFileSync(keyFile, (await app.http.get('/.well-known/jwks.json')).text);
  const run = await runCli(['verify', receiptFile, ...(trust === 'jwks' ? ['--jwks', keyFile] : []), ...more]);
  rmSync(folder, { recursive: true });
  return run;
}
