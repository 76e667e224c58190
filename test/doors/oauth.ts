/** Speaks to the token endpoint. */
import type { Answer, Http } from '../http.js';

export const TOKEN = '/api/v1/oauth/token';
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export const askToken = (
  http: Http,
  form: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<Answer> => http.form(TOKEN, typeof form === 'string' ? form : new URLSearchParams(form).toString(), headers);
