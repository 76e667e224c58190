/** Signing in and OAuth, for the documentation. */
import { z } from 'zod';
import type { ProblemKind } from '../problems/problem.js';
import type { Operation } from './openapi-types.js';

const A = '/api/v1/auth';
// `not-found` where AUTH does not name jwt.
const ALWAYS: ProblemKind[] = ['malformed-request', 'invalid-value', 'not-found', 'unavailable'];
const done = (meaning: string): Operation['answers'] => ({ 204: { meaning } });

const pairShape = z.strictObject({ token: z.string(), refresh_token: z.string(), expires_in: z.int() });
const setUpShape = z.strictObject({ secret: z.string(), otpauth_uri: z.string(), qr_code: z.string() });
const codesShape = z.strictObject({ recovery_codes: z.array(z.string()) });

const tokenForm = z.object({
  grant_type: z.enum(['client_credentials', 'refresh_token', 'urn:ietf:params:oauth:grant-type:jwt-bearer']),
  client_id: z.string().optional().describe('The key_id of an API key; or by HTTP Basic'),
  client_secret: z.string().optional().describe('The whole API key'),
  refresh_token: z.string().optional(),
  assertion: z.string().optional().describe('A JWT signed by a service account'),
  scope: z.string().optional().describe('Divided by spaces; all there are when left out'),
});
const tokenShape = z.strictObject({
  ...{ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.int(), scope: z.string() },
  refresh_token: z.string().optional(),
});
const oauthErrorShape = z.strictObject({ error: z.string(), error_description: z.string() });

export const SIGN_IN_OPERATIONS: Record<string, Operation> = {
  [`POST ${A}/login`]: {
    summary: 'Sign in',
    answers: { 200: { meaning: 'An access token, and the refresh token for the next one', shape: pairShape } },
    problems: ['sign-in-refused', 'totp-code-needed', ...ALWAYS],
  },
  [`POST ${A}/refresh`]: {
    summary: 'Get new tokens; a refresh token counts once',
    answers: { 200: { meaning: 'A new access token and a new refresh token', shape: pairShape } },
    problems: ['sign-in-refused', ...ALWAYS],
  },
  [`POST ${A}/logout`]: {
    summary: 'Sign out, by the bearer token or by a refresh token',
    answers: done('The login and all its tokens have ended'),
    problems: ['unauthorized', ...ALWAYS],
    isBodyOptional: true,
  },
  [`POST ${A}/password`]: {
    summary: 'Change your password; everybody else who is signed in as you is signed out',
    answers: done('Changed'),
    problems: ['unauthorized', ...ALWAYS],
  },
  [`POST ${A}/totp/setup`]: {
    summary: 'Get the secret for an authenticator; it is asked for once a code was verified',
    answers: { 200: { meaning: 'The secret, as text, address and picture', shape: setUpShape } },
    problems: ['unauthorized', 'not-found', 'totp-not-possible', 'unavailable'],
  },
  [`POST ${A}/totp/verify`]: {
    summary: 'Turn codes on with a first one',
    answers: { 200: { meaning: 'Ten recovery codes, shown this once', shape: codesShape } },
    problems: ['unauthorized', 'wrong-code', 'totp-not-possible', ...ALWAYS],
  },
  [`POST ${A}/totp/disable`]: {
    summary: 'Turn codes off',
    answers: done('A password is enough again'),
    problems: ['unauthorized', 'wrong-code', 'totp-not-possible', ...ALWAYS],
  },
  'POST /api/v1/oauth/token': {
    summary: 'Get an access token (OAuth 2.0)',
    answers: {
      200: { meaning: 'An access token', shape: tokenShape },
      400: { meaning: 'RFC 6749 section 5.2 says which error', shape: oauthErrorShape },
      401: { meaning: 'invalid_client', shape: oauthErrorShape },
    },
    problems: ['not-found', 'payload-too-large', 'unavailable'],
    form: tokenForm,
  },
};
