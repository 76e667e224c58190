/** Operators in a browser: let in at the console's door, and known by its cookie from then on. */
import { anOperator, PASSWORD } from '../doors/operators.js';
import type { Answer, Http } from '../http.js';
import { stepAt, totpCode } from '../sign-in/totp-code.js';
import type { App } from '../start-app.js';

export const SIGN_IN = '/console/sign-in';
export const ACCOUNT = '/console/account';
/** As browsers say that a form comes from a page of the same service. */
export const HERE = { 'Sec-Fetch-Site': 'same-origin' };

type Fields = Record<string, string | readonly string[]>;

export function formOf(fields: Fields): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    for (const one of [value].flat()) form.append(name, one as string);
  return form.toString();
}

export const submit = (http: Http, path: string, fields: Fields = {}): Promise<Answer> =>
  http.form(path, formOf(fields), HERE);

export const signIn = (http: Http, email: string, more: Record<string, string> = {}): Promise<Answer> =>
  submit(http, SIGN_IN, { email, password: PASSWORD, ...more });

export const cookieOf = ({ headers }: Answer): string => (headers.get('set-cookie') ?? '').split(';', 1)[0]!;

/** The same client as the browser of somebody who signed in. */
export async function inBrowser(http: Http, email: string, more: Record<string, string> = {}): Promise<Http> {
  const answer = await signIn(http, email, more);
  if (answer.status !== 303) throw new Error(answer.text);
  return http.with({ Cookie: cookieOf(answer), Accept: 'text/html', ...HERE });
}

/** What stands on a page, without its marks and with its entities read. */
export const textOf = ({ text }: Answer): string =>
  text
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;|&quot;|&lt;|&gt;|&amp;/g, (entity) => ENTITIES[entity]!)
    .replace(/\s+/g, ' ');

const ENTITIES: Record<string, string> = { '&#39;': "'", '&quot;': '"', '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** Signed in, with an authenticator: the code of this step is used, the next one's is not. */
export async function withAuthenticator(app: App) {
  const email = await anOperator(app);
  const browser = await inBrowser(app.http, email);
  const shown = await submit(browser, `${ACCOUNT}/authenticator`);
  const secret = /class="secret"[^>]*>([A-Z2-7 ]+)</.exec(shown.text)![1]!.replaceAll(' ', '');
  const step = stepAt(new Date());
  const on = await submit(browser, `${ACCOUNT}/authenticator/verify`, { totp_code: totpCode(secret, step) });
  const codes = [...on.text.matchAll(/<li><code[^>]*>([\w-]+)</g)].map(([, code]) => code!);
  return { email, browser, secret, shown, on, codes, next: totpCode(secret, step + 1) };
}
