/** What every refusal of the token endpoint looks like: RFC 6749 section 5.2, to the letter. */
import type { Answer } from '../http.js';

export function expectError(answer: Answer, error: string): void {
  expect({ status: answer.status, error: answer.body?.error, text: answer.text }).toMatchObject({
    status: error === 'invalid_client' ? 401 : 400,
    error,
  });
  expect(Object.keys(answer.body).sort()).toEqual(['error', 'error_description']);
  expect(answer.body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('www-authenticate')).toBe(error === 'invalid_client' ? 'Basic realm="ndiyo"' : null);
}
