/** Boots: reads the configuration before anything else, says where to look, and stops cleanly. */
import { ConfigError, loadEnv } from './config/env.js';

// Requests under way are answered first; what hangs may not keep the process.
const STOP_WITHIN_MS = 10_000;
const STOP_AFTER_DELAY_MS = 7_000;

async function boot(): Promise<void> {
  const env = loadEnv();
  // Importing the rest takes a second: a wrong configuration is told before that.
  const { startService } = await import('./service.js');
  const service = await startService(env);
  const stop = () => {
    setTimeout(() => process.exit(1), Math.max(STOP_WITHIN_MS, env.stopDelayMs + STOP_AFTER_DELAY_MS)).unref();
    service.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Ndiyo did not stop cleanly: ${(error as Error).message}\n`);
        process.exit(1);
      },
    );
  };
  // Before the address is told: whoever has read it may already ask for the end.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  process.stdout.write(`${service.url}\n`);
  if (env.environment !== 'production') {
    const { greeting } = await import('./openapi/greeting.js');
    process.stdout.write(greeting(env, service.url));
  }
}

/** One sentence a person can act on. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) {
    const faults = error.faults.map(({ message }) => `  - ${message}`);
    return ['Ndiyo cannot start. In the environment or in .env:', ...faults].join('\n');
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `Ndiyo cannot start: the port is taken. Stop what uses it, or set PORT to another.`;
  if (code === 'EACCES') return `Ndiyo cannot start: it may not use that port or folder (${message}).`;
  return `Ndiyo cannot start: ${message}`;
}

function fail(error: unknown): never {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

boot().catch(fail);
