/** Services whose operators sign in, and operators made by the command line as their deployer would. */
import { uuidv7 } from '../../src/crypto/ids.js';
import type { Answer, Http } from '../http.js';
import type { App } from '../start-app.js';
import { type Run, runCli } from '../stories/command-line.js';
import { change } from '../story-database.js';
import { commandEnv } from './keys.js';

export const PASSWORD = 'maize under a tin roof';
export const AUTH = '/api/v1/auth';

const COPY = `INSERT INTO operators (id, account_id, email, role, password_hash, created_at, failures)
  SELECT ?, ?, ?, ?, password_hash, created_at, 0 FROM operators WHERE email = ?`;

/** A command beside the service, told the same of its data; `input` is what is piped in. */
export const command = (app: App, args: string[], input = '', env: Record<string, string> = {}): Promise<Run> =>
  runCli(args, commandEnv(app, env), input);

let next = 0;
const models = new WeakMap<App, Promise<string>>();

const anAddress = (): string => `operator${process.pid}.${++next}@example.com`;

/** The email of a new operator whom the command line made, and whose password is the one above. */
export async function operatorByCommand(app: App, role = 'editor', account = 'community'): Promise<string> {
  const email = anAddress();
  const args = ['operators', 'create', '--email', email, '--role', role, '--account', account];
  const { code, output } = await command(app, args, `${PASSWORD}\n`);
  if (code !== 0) throw new Error(output);
  return email;
}

/** The same in a millisecond: a further row like that of the first one, whom the command line made. */
export async function anOperator(app: App, role = 'editor', account = 'community'): Promise<string> {
  if (!models.has(app)) models.set(app, operatorByCommand(app));
  const model = await models.get(app)!;
  const [email, id] = [anAddress(), uuidv7()];
  change(app.dataDir, [COPY, id, account, email, role, model]);
  return email;
}

export const login = (http: Http, email: string, more: Record<string, string> = {}): Promise<Answer> =>
  http.post(`${AUTH}/login`, { email, password: PASSWORD, ...more });

/** The same client, signed in. */
export async function signedIn(http: Http, email: string, more: Record<string, string> = {}): Promise<Http> {
  const { status, body, text } = await login(http, email, more);
  if (status !== 200) throw new Error(text);
  return http.with({ Authorization: `Bearer ${body.token}` });
}
