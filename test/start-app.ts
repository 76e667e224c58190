/** Starts the built service as its users do, and speaks to it only from outside: over HTTP and the simulated phones. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../src/client/client.js';
import { Http } from './http.js';
import { keepReceipts } from './kept-receipts.js';
import { Phones } from './phones.js';
import { databaseEnv, dropDatabase } from './story-database.js';
import { until } from './until.js';

const MAIN = join(process.cwd(), 'dist/main.js');
const START_MS = 30_000;

export interface App {
  url: string;
  dataDir: string;
  http: Http;
  /** The typed client, as anybody, and without retries: a test wants to see what went wrong. */
  client: Client;
  phones: Phones;
  pid: number;
  /** Everything the process has written so far, to standard output and error. */
  output(): string;
  /** `kill -9`: the data stays for the next start. */
  kill(): Promise<void>;
  /** SIGTERM; returns the exit code and removes the data unless told to keep it. */
  close(options?: { keepData?: boolean }): Promise<number | null>;
}

export interface AppOptions {
  env?: Record<string, string>;
  /** Data of an earlier start. */
  dataDir?: string;
  /** True where a test spoils what is recorded: its receipts are not held to be good afterwards (test/three-verifiers.mjs). */
  spoilsRecords?: boolean;
  /** Instead of the built one: a program that starts the same service and holds a part of it in its hand. */
  program?: string;
}

/** Development defaults but for the limits, on a free port, in a fresh data folder; nothing of the caller's environment but the path. */
export async function startApp(options: AppOptions = {}): Promise<App> {
  const { env = {}, dataDir = freshDataDir(), spoilsRecords = false, program } = options;
  const child = spawnService(
    { DATA_DIR: dataDir, PORT: '0', THROTTLE: 'off', STOP_DELAY: '0', ...databaseEnv(dataDir), ...env },
    program,
  );
  let written = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (written += chunk));
  let firstLine = '';
  child.stdout!.on('data', (chunk) => (firstLine += firstLine.includes('\n') ? '' : chunk));
  const isOver = () => firstLine.includes('\n') || child.exitCode !== null;
  await until(isOver, (over) => over, START_MS).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}:\n${written}`);
  const url = firstLine.split('\n', 1)[0]!;
  const http = new Http(url);
  const client = createClient({ baseUrl: url, retries: 0 });
  return {
    ...{ url, dataDir, http, client, phones: new Phones(http), pid: child.pid!, output: () => written },
    kill: async () => void (await stop(child, 'SIGKILL')),
    close: async ({ keepData = false } = {}) => {
      if (!keepData && !spoilsRecords && !isGone(child)) await keepReceipts(http, dataDir);
      const code = await stop(child, 'SIGTERM');
      if (keepData) return code;
      rmSync(dataDir, { recursive: true, force: true });
      dropDatabase(dataDir);
      return code;
    },
  };
}

export function spawnService(env: Record<string, string>, program = MAIN): ChildProcess {
  if (!existsSync(MAIN)) throw new Error('there is no built service: npm test builds it, or npm run build');
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [program], { env: { PATH, NODE_ENV: 'test', ...env }, stdio: 'pipe' });
}

export const freshDataDir = (): string => mkdtempSync(join(tmpdir(), 'ndiyo-test-'));

const isGone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function stop(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  if (isGone(child)) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill(signal);
  const [code] = await exit;
  return code as number | null;
}
