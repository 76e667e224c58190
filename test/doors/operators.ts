/** Services whose operators sign in, and operators made by the command line as their deployer would. */
import type { Answer, Http } from '../http.js';
import type { App } from '../start-app.js';
import { type Run, runCli } from '../stories/command-line.js';
import { commandEnv } from './keys.js';

export const PASSWORD = 'maize under a tin roof';
export const AUTH = '/api/v1/auth';

/** A command beside the service, told the same of its data; `input` is what is piped in. */
export const command = (app: App, args: string[], input = '', env: Record<string, string> = {}): Promise<Run> =>
  runCli(args, commandEnv(app, env), input);

let next = 0;

/** The email of a new operator, whose password is the one above. */
export async function anOperator(app: App, role = 'editor', account = 'community'): Promise<string> {
  if (account !== 'community') await command(app, ['accounts', 'create', account, '--id', account]);
  const email = `operator${process.pid}.${++next}@example.com`;
  const args = ['operators', 'create', '--email', email, '--role', role, '--account', account];
  const { code, output } = await command(app, args, `${PASSWORD}\n`);
  if (code !== 0) throw new Error(output);
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
