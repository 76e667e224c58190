/** The service as a community deployment runs it: production, open to create, a real gateway on a carrier of ours. */
import { execFileSync } from 'node:child_process';
import { PRODUCTION } from '../config/configurations.js';
import { type FakeCarrier, startFakeCarrier } from '../fakes/fake-carrier.js';
import { type App, startApp } from '../start-app.js';

export interface Production {
  app: App;
  carrier: FakeCarrier;
  /** The paths the command line prints for the carrier's dashboard; printed when somebody asks for them. */
  readonly callbacks: Record<'sms' | 'delivery' | 'opt-out', string>;
  close(): Promise<void>;
}

/** Limits that no test meets unless it is about them. */
const GENEROUS = {
  THROTTLE: 'on',
  THROTTLE_CREATE: '100000',
  THROTTLE_CONFIRM: '100000',
  THROTTLE_CODE: '100000',
  THROTTLE_SEARCH: '100000',
  THROTTLE_LOGIN: '100000',
  THROTTLE_OTHERS: '100000',
  SMS_BUDGET: '1000000',
  INVITATIONS_PER_DAY: '100000',
  SMS_PER_NUMBER: '100000',
  SMS_PER_PREFIX: '100000',
  SMS_UNANSWERED_LIMIT: '100000',
};

export async function startProduction(changes: Record<string, string> = {}): Promise<Production> {
  const carrier = await startFakeCarrier();
  const { API_KEY: _, ...production } = PRODUCTION as Record<string, string>;
  const env = { ...production, ...GENEROUS, AUTH: 'none', HOST: '127.0.0.1', AT_BASE_URL: carrier.baseUrl, ...changes };
  const app = await startApp({ env });
  const close = async () => {
    await app.close();
    await carrier.close();
  };
  let callbacks: Production['callbacks'] | undefined;
  return {
    ...{ app, carrier, close },
    get callbacks() {
      callbacks ??= callbacksOf(env);
      return callbacks;
    },
  };
}

function callbacksOf(env: Record<string, string>): Production['callbacks'] {
  const command = ['dist/cli/cli.js', 'callbacks', '--base-url', 'https://ndiyo.example'];
  const options = {
    env: { ...env, PATH: process.env.PATH, NODE_ENV: 'test' },
    stdio: 'pipe',
    encoding: 'utf8',
  } as const;
  const printed = execFileSync(process.execPath, command, options);
  const lines = printed
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/) as [string, string]);
  return Object.fromEntries(lines.map(([kind, url]) => [kind, new URL(url).pathname])) as Production['callbacks'];
}
