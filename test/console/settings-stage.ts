/** A service with the operators that its console knows apart, and a sink for its webhooks. */
import { anOperator, signedIn } from '../doors/operators.js';
import type { Answer, Http } from '../http.js';
import { type Sink, startSink } from '../outbound-webhooks/sink.js';
import { type App, startApp } from '../start-app.js';
import { change } from '../story-database.js';
import { inBrowser, textOf } from './door.js';

export const LETTERS = '/console/dead-letters';
export const HOOKS = '/console/webhooks';
export const KEYS = '/console/keys';
export const BUDGET = '/console/budget';
export const OTHER = 'other-valley';
export const LIMITS = {
  SMS_BUDGET: '1000',
  SMS_BUDGET_TOTAL: '20000',
  SMS_PER_NUMBER: '20',
  SMS_UNANSWERED_LIMIT: '50',
};

export interface SettingsStage {
  app: App;
  sink: Sink;
  manager: Http;
  viewer: Http;
  /** A manager of another account. */
  stranger: Http;
  admin: Http;
  /** The manager's, over the API. */
  api: Http;
  close(): Promise<void>;
}

export async function setSettingsStage(): Promise<SettingsStage> {
  const sink = await startSink();
  const app = await startApp({ env: { AUTH: 'jwt,api-key', ...LIMITS } });
  const email = await anOperator(app, 'manager');
  const made = new Date().toISOString();
  change(app.dataDir, ['INSERT INTO accounts (id, name, created_at) VALUES (?, ?, ?)', OTHER, 'Other Valley', made]);
  const close = async () => {
    await app.close();
    await sink.close();
  };
  return {
    ...{ app, sink, close },
    manager: await inBrowser(app.http, email),
    viewer: await inBrowser(app.http, await anOperator(app, 'viewer')),
    stranger: await inBrowser(app.http, await anOperator(app, 'manager', OTHER)),
    admin: await inBrowser(app.http, await anOperator(app, 'admin')),
    api: await signedIn(app.http, email),
  };
}

export const shown = async (browser: Http, path: string): Promise<string> => textOf(await browser.get(path));
export const whereTo = ({ status, headers }: Answer) => [status, headers.get('location')];
