/** What a form of a page sent, as text by name. */

const LONGEST_NAME = 100;
const MOST_FIELDS = 1_000;

export type Form = URLSearchParams;

/** @param body the raw bytes, `application/x-www-form-urlencoded`; whatever else is an empty form */
export function readForm(body: unknown): Form {
  const form: Form = new URLSearchParams();
  if (!Buffer.isBuffer(body)) return form;
  const given = [...new URLSearchParams(body.toString('utf8'))];
  for (const [name, value] of given.slice(0, MOST_FIELDS)) {
    // Browsers send line ends as CR LF, whatever was typed. NUL, which no database takes, becomes what HTML makes of it.
    if (name.length <= LONGEST_NAME) form.append(name, value.replaceAll('\r\n', '\n').replaceAll('\0', '\uFFFD'));
  }
  return form;
}

/** Without the spaces around it; empty where nothing was sent. */
export const textOf = (form: Form, name: string): string => (form.get(name) ?? '').trim();
