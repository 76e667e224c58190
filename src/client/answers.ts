/** Reads answers: the service's own, its problems, and what somebody else says in its place. */
import { NdiyoProblem, NdiyoUnexpected, type ProblemFacts, type ValueFault } from './problems.js';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** `GET /api/v1/contracts`, for messages. */
  to: string;
}

const STANDARD = ['type', 'title', 'status', 'detail', 'instance', 'request_id', 'errors'];

export function parseAnswer<T>(answer: Answer): T {
  const value = readJson(answer);
  if (value === undefined) throw unexpected(answer, 'not with JSON');
  return value as T;
}

/** JSON where it says so, else text; undefined when there is nothing. */
export function parseAnything(answer: Answer): unknown {
  if (answer.text === '') return undefined;
  return isJson(answer) ? parseAnswer(answer) : answer.text;
}

/** Null when the answer is a success. */
export function failureOf(answer: Answer, nowMs: number): NdiyoProblem | NdiyoUnexpected | null {
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  // In a browser a redirect that is not followed has the status 0. To follow it would show the credential elsewhere.
  if (status < 400) return unexpected(answer, 'a redirect, which is not followed: is baseUrl right?');
  const body = readJson(answer);
  const facts = isRecord(body) ? (problemFacts(body, answer) ?? oauthFacts(body, answer)) : null;
  const retryAfterMs = readRetryAfter(answer.headers.get('retry-after'), nowMs);
  if (facts) return new NdiyoProblem({ ...facts, retryAfterMs });
  return unexpected(answer, 'not with a problem document', retryAfterMs);
}

export const unexpected = ({ status, headers, to }: Answer, what: string, retryAfterMs: number | null = null) =>
  new NdiyoUnexpected(
    `${to} was answered ${status} (${headers.get('content-type') ?? 'no content type'}), ${what}`,
    status,
    retryAfterMs,
  );

/** Whole seconds or a date (RFC 9110, 10.2.3). */
export function readRetryAfter(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const at = /GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

const isJson = ({ headers }: Answer): boolean => /[/+]json\b/i.test(headers.get('content-type') ?? '');

function readJson(answer: Answer): unknown {
  if (!isJson(answer)) return undefined;
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

type Facts = Omit<ProblemFacts, 'retryAfterMs'>;

function problemFacts(body: Record<string, unknown>, { status, headers }: Answer): Facts | null {
  if (typeof body.type !== 'string' || typeof body.title !== 'string') return null;
  return {
    type: body.type,
    title: body.title,
    status,
    detail: text(body.detail),
    errors: Array.isArray(body.errors) ? body.errors.filter(isFault) : [],
    requestId: text(body.request_id) || headers.get('x-request-id'),
    members: Object.fromEntries(Object.entries(body).filter(([name]) => !STANDARD.includes(name))),
  };
}

const isFault = (value: unknown): value is ValueFault =>
  isRecord(value) && typeof value.pointer === 'string' && typeof value.detail === 'string';

/** The token endpoint speaks as RFC 6749, 5.2 says. */
function oauthFacts(body: Record<string, unknown>, { status, headers }: Answer): Facts | null {
  if (typeof body.error !== 'string') return null;
  const { error, error_description, ...further } = body;
  const requestId = headers.get('x-request-id');
  const members = { error, ...further };
  return { type: 'about:blank', title: error, status, detail: text(error_description), errors: [], requestId, members };
}
