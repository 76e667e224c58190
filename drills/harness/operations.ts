/** The operations that read JSON, from the service's own description, each with a body that it takes. */
import { PASSWORD, type Tokens } from './operators.js';
import type { Wish } from './wishes.js';

export interface JsonOperation {
  method: string;
  path: string;
  good: string;
  headers: Record<string, string>;
  isBodyRequired: boolean;
}

interface Described {
  requestBody?: { required?: boolean; content?: Record<string, unknown> };
}

export const KEYS = '/api/v1/auth/api-keys';
export const ENDPOINTS = '/api/v1/webhook-endpoints';
// Taken outside production; nobody listens there.
export const GOOD_ENDPOINT = { url: 'http://127.0.0.1:1/' };
export const GOOD_KEY = { name: 'drill', scopes: ['audit:read'] };

interface Known {
  contractId: string;
  keyId: string;
  endpointId: string;
  credential: Record<string, string>;
  /** An operator, and two logins of its own. */
  signIn: Tokens & { email: string };
  wish: Wish;
}

export function listJsonOperations(
  { paths }: { paths: Record<string, Record<string, Described>> },
  known: Known,
): JsonOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]): JsonOperation[] => {
      if (!requestBody?.content?.['application/json'] || TAKES_NOTHING.test(path)) return [];
      return [
        {
          method: method.toUpperCase(),
          path: path.replace('{id}', idFor(path, known)),
          good: JSON.stringify(bodyFor(path, known)),
          headers: OWN_ACCESS.test(path) ? { Authorization: `Bearer ${known.signIn.token}` } : known.credential,
          isBodyRequired: requestBody.required ?? false,
        },
      ];
    }),
  );
}

function idFor(path: string, { keyId, endpointId, contractId }: Known): string {
  if (path.startsWith(KEYS)) return keyId;
  return path.startsWith(ENDPOINTS) ? endpointId : contractId;
}

function bodyFor(path: string, known: Known): unknown {
  if (OWN_ACCESS.test(path)) return signInBody(path, known);
  return path.startsWith(ENDPOINTS) ? endpointBody(path) : goodBody(path, known.wish);
}

function endpointBody(path: string): unknown {
  const bodies: Record<string, unknown> = {
    'webhook-endpoints': GOOD_ENDPOINT,
    'rotate-secret': { expire_previous_after: '1h' },
    recover: { since: new Date().toISOString() },
  };
  return bodies[path.split('/').at(-1)!] ?? { description: 'drill' };
}

// An empty object, if anything: there is nothing in it to spoil.
const TAKES_NOTHING = /^\/api\/v1\/webhook-endpoints\/.*\/(test|resend)$/;
const OWN_ACCESS = /^\/api\/v1\/auth\/(?!api-keys)/;

function signInBody(path: string, { signIn: { email, refresh_token } }: Known): unknown {
  const bodies: Record<string, unknown> = {
    login: { email, password: PASSWORD },
    password: { current: PASSWORD, new: 'jua kali saa sita mchana' },
    verify: { totp_code: '123456' },
    disable: { password: PASSWORD, totp_code: '123456' },
  };
  return bodies[path.split('/').at(-1)!] ?? { refresh_token };
}

/** By the path's end. An operation nobody thought of gets a body with one text: enough to be spoiled. */
function goodBody(path: string, { body, phones }: Wish): unknown {
  const [phone_number] = phones;
  const { terms } = JSON.parse(body);
  const bodies: Record<string, unknown> = {
    contracts: { ...JSON.parse(body), external_id: 'order-of-bad-json' },
    search: { phone_number },
    '{id}': { terms: { product: 'Beans', quantity: terms.quantity } },
    resend: { party_id: 'p1' },
    confirm: { phone_number },
    decline: { phone_number, reason: 'too late' },
    replies: { phone_number, text: 'HELP' },
    accounts: { name: 'Green Valley' },
    'api-keys': GOOD_KEY,
    rotate: { grace: '1h' },
    outcomes: { phone_number, outcome: 'silent' },
  };
  return bodies[path.split('/').at(-1)!] ?? { reason: 'drill' };
}
