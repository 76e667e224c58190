/** Starts, holds still and stops the service and the reference server. */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { API_KEY, DATABASE_FILE, SECRET_KEY, SIGNING_SEED, WEBHOOK_SECRET } from './settings.js';
import { ROOT, spawnNode } from './workplace.js';

const START_MS = 60_000;
const STOP_MS = 15_000;
const canHoldStill = process.platform !== 'win32';

export interface Server {
  name: string;
  url: string;
  pid: number;
  dataDir: string;
  /** From the spawn to the first answer that says ready. */
  startMs: number;
  /** Until `resume` it uses no core. */
  hold(): void;
  resume(): void;
  /** Gently: what is under way is finished, the database closed. */
  stop(): Promise<void>;
  /** Its data are not needed any more; under a profiler it ends gently all the same, unless `atOnce`. */
  kill(how?: { atOnce: boolean }): Promise<void>;
}

/** Flags for the service's Node, such as a profiler's. */
const serviceFlags: string[] = [];
export const profileInto = (folder: string): void => {
  serviceFlags.push('--cpu-prof', `--cpu-prof-dir=${resolve(folder)}`);
};
const isProfiled = () => serviceFlags.length > 0;

export const databaseOf = (dataDir: string): string => join(dataDir, DATABASE_FILE);

export function startService(dataDir: string, carrierUrl: string, env: Record<string, string> = {}): Promise<Server> {
  const carrier = { AT_USERNAME: 'bench', AT_API_KEY: 'atsk_bench', AT_SENDER_ID: '20880', AT_BASE_URL: carrierUrl };
  const said = {
    ...{ ENVIRONMENT: 'testing', THROTTLE: 'off', LOG_LEVEL: 'warn', DOCS: 'false', PORT: '0', DATA_DIR: dataDir },
    ...{ AUTH: 'api-key', API_KEY, CONFIRM_CODE: 'off', SECRET_KEY, WEBHOOK_SECRET },
    ...{ SIGNATURE_PRIVATE_KEY: SIGNING_SEED, SMS_GATEWAY: 'africastalking', ...carrier, ...env },
  };
  return start('service', [...serviceFlags, join(ROOT, 'dist/main.js')], dataDir, said);
}

export function startReference(dataDir: string): Promise<Server> {
  const program = fileURLToPath(new URL('reference.js', import.meta.url));
  return start('reference', [program, databaseOf(dataDir)], dataDir, {});
}

async function start(name: string, args: string[], dataDir: string, env: Record<string, string>): Promise<Server> {
  const began = performance.now();
  const { PATH = '' } = process.env;
  // In the data folder, where no .env of a developer lies.
  const child = spawnNode('server', args, { cwd: dataDir, env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr!.on('data', (chunk) => (complaints = (complaints + chunk).slice(-4_000)));
  child.once(
    'exit',
    (_, how) =>
      ending.has(child) || how === 'SIGKILL' || process.stderr.write(`the ${name} ended by itself:\n${complaints}\n`),
  );
  const url = await firstLine(child).catch((cause) => {
    throw new Error(`the ${name} did not start:\n${complaints}`, { cause });
  });
  await untilReady(url);
  const pid = child.pid!;
  const signal = (one: NodeJS.Signals) => void (canHoldStill && process.kill(pid, one));
  return {
    ...{ name, url, pid, dataDir, startMs: performance.now() - began },
    hold: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    stop: () => end(child, 'SIGTERM'),
    kill: ({ atOnce } = { atOnce: false }) => end(child, isProfiled() && !atOnce ? 'SIGTERM' : 'SIGKILL'),
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  let written = '';
  child.stdout!.on('data', (chunk) => (written += written.includes('\n') ? '' : chunk));
  const deadline = Date.now() + START_MS;
  while (!written.includes('\n')) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) throw new Error('no address');
    await pause(5);
  }
  return written.split('\n', 1)[0]!;
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const isReady = await fetch(`${url}/readyz`).then(
      async (answer) => (await answer.arrayBuffer()) && answer.status === 200,
      () => false,
    );
    if (isReady) return;
    if (Date.now() > deadline) throw new Error(`${url} does not become ready`);
    await pause(5);
  }
}

/** Those that were told to go. */
const ending = new WeakSet<ChildProcess>();

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  ending.add(child);
  const exit = once(child, 'exit');
  child.kill(signal);
  if (canHoldStill) child.kill('SIGCONT');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exit;
  clearTimeout(force);
}

/** Resident memory in MB: now, and the most it ever was (elsewhere than on Linux: now). */
export function memoryOf(pid: number): { nowMb: number; peakMb: number } {
  if (process.platform === 'linux') {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1_024;
    return { nowMb: mb('VmRSS'), peakMb: mb('VmHWM') };
  }
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  const nowMb = Number(stdout) / 1_024;
  return { nowMb, peakMb: nowMb };
}

const TICK_US = 10_000; // Linux counts processor time in hundredths of a second

/** Processor time a process has used, in microseconds; where the system does not tell, not a number. */
export function processorUsOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}
