/** Reads a request for a token: the form (RFC 6749 appendix B), and who says to send it (section 2.3.1). */
import { isUtf8 } from 'node:buffer';
import { OAuthError } from './oauth-error.js';

export type Form = ReadonlyMap<string, string>;

export interface Client {
  id: string;
  secret: string;
}

/** A parameter without a value counts as left out, an unknown one is nobody's concern, a repeated one is refused. */
export function readTokenForm(body: Buffer): Form {
  if (!isUtf8(body)) throw new OAuthError('invalid_request', 'The form is not UTF-8');
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    if (form.has(name)) throw new OAuthError('invalid_request', 'A parameter stands twice');
    form.set(name, value);
  }
  for (const [name, value] of form) if (value === '') form.delete(name);
  return form;
}

export function requiredOf(form: Form, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw new OAuthError('invalid_request', `The parameter ${name} is missing`);
  return value;
}

/** By HTTP Basic or in the form, never both. Null: nobody says who it is. */
export function readClient(authorization: string | undefined, form: Form): Client | null {
  const [id, secret] = [form.get('client_id'), form.get('client_secret')];
  if (authorization === undefined) {
    if (id === undefined && secret === undefined) return null;
    return { id: id ?? '', secret: secret ?? '' };
  }
  const client = readBasic(authorization);
  if (secret !== undefined) throw new OAuthError('invalid_request', 'Send the client secret in one way, not two');
  if (id !== undefined && id !== client.id) throw new OAuthError('invalid_request', 'There are two client ids');
  return client;
}

function readBasic(authorization: string): Client {
  const [, encoded = ''] = /^basic +([\w+/]+={0,2})$/i.exec(authorization) ?? [];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  if (id === undefined || secret === undefined)
    throw new OAuthError('invalid_client', 'This is no HTTP Basic credential');
  return { id: formDecoded(id), secret: formDecoded(secret) };
}

/** Section 2.3.1: both halves are form-encoded before they are joined. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new OAuthError('invalid_client', 'The HTTP Basic credential is not form-encoded');
  }
}
