/** Somebody at the console with a browser that runs no script: looks at pages, and sends the forms that stand there. */
import { PASSWORD } from '../doors/operators.js';
import type { Answer, Http } from '../http.js';

export const FROM_HERE = { 'Sec-Fetch-Site': 'same-origin' };

/** The forms of a page that go to that address, each with its hidden fields. */
export const formsTo = (page: string, action: string): Record<string, string>[] =>
  [...page.matchAll(/<form[^>]*action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/g)]
    .filter(([, to]) => to === action)
    .map(([, , inner = '']) =>
      Object.fromEntries(
        [...inner.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name, value]) => [
          name,
          value,
        ]),
      ),
    );

export const sendForm = (http: Http, path: string, fields: Record<string, string> = {}): Promise<Answer> =>
  http.form(path, new URLSearchParams(fields).toString(), FROM_HERE);

/** The page that a form led to. */
export async function followed(http: Http, answer: Answer): Promise<Answer> {
  if (answer.status !== 303) throw new Error(`it led nowhere: ${answer.status} ${answer.text}`);
  return http.get(answer.headers.get('location')!);
}

/** The same browser with the cookie of whoever signed in. */
export async function atTheConsole(http: Http, email: string): Promise<Http> {
  const answer = await sendForm(http, '/console/sign-in', { email, password: PASSWORD });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (answer.status !== 303 || cookie === undefined) throw new Error(`${email} was not let in: ${answer.status}`);
  return http.with({ Cookie: cookie });
}

/** What stands on a page, without its marks. */
export const wordsOf = (page: string): string =>
  page
    .replace(/<head>[\s\S]*?<\/head>/, ' ')
    .replace(/<\/?(?:a|bdi|code|q|span|strong|time)\b[^>]*>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name]!)
    .replace(/\s+/g, ' ');

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
