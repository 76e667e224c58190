/** Sends a call until it is answered, or until another try is no use. */
import { type Access, ANONYMOUS, type Proof } from './access.js';
import { type Answer, failureOf } from './answers.js';
import { type Call, type Request, requestOf } from './call.js';
import { pause, startLimit, until } from './limit.js';
import type { Settings } from './options.js';
import { NdiyoProblem, NdiyoUnexpected, NdiyoUnreachable } from './problems.js';

export type Send = (call: Call, access?: Access) => Promise<Answer>;

const FIRST_BACKOFF_MS = 250; // doubled with each try
const MAX_BACKOFF_MS = 8_000;
/** No connection was made, so nothing was sent. Node says so, browsers do not. */
const NOT_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

type Failure = NdiyoProblem | NdiyoUnexpected | NdiyoUnreachable;

export function createSender(settings: Settings): Send {
  return async (call, access = ANONYMOUS) => {
    call.signal?.throwIfAborted();
    const request = requestOf(call, settings.baseUrl);
    const { totalMs } = settings;
    const limit = startLimit(totalMs, `no answer within ${totalMs} ms`, call.signal);
    try {
      return await sendWithin(limit.signal, performance.now() + totalMs, request, access, settings);
    } catch (error) {
      if (!limit.signal.aborted || error !== limit.signal.reason) throw error;
      call.signal?.throwIfAborted();
      throw new NdiyoUnreachable(`${nameOf(request)} got no answer within ${totalMs} ms`, { cause: error });
    } finally {
      limit.clear();
    }
  };
}

async function sendWithin(
  signal: AbortSignal,
  deadline: number,
  request: Request,
  access: Access,
  settings: Settings,
): Promise<Answer> {
  let isRenewed = false;
  for (let retry = 0; ; ) {
    const proof = await until(signal, access.prove(request));
    const outcome = await attempt(signal, request, proof, settings);
    if (!(outcome instanceof Error)) return outcome;
    if (isRefused(outcome) && !isRenewed && access.renew && (await until(signal, access.renew(proof)))) {
      isRenewed = true;
      continue;
    }
    const waitMs = waitBefore(retry, outcome, settings);
    const isLate = performance.now() + waitMs >= deadline;
    if (!isPassing(outcome, request) || retry >= settings.retries || isLate) throw outcome;
    await pause(waitMs, signal);
    retry += 1;
  }
}

/** One try. Throws only what no other try would mend. */
async function attempt(
  parent: AbortSignal,
  request: Request,
  proof: Proof,
  settings: Settings,
): Promise<Answer | Failure> {
  const { method, url, body } = request;
  const headers = new Headers({ ...request.headers, ...proof.headers });
  const { signal, clear } = startLimit(settings.timeoutMs, `no answer within ${settings.timeoutMs} ms`, parent);
  try {
    const init = { method, headers, redirect: 'manual', credentials: 'omit', cache: 'no-store', signal } as const;
    const response = await settings.fetch(url.href, { ...init, ...(body !== undefined && { body }) });
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, text, to: nameOf(request) };
    return failureOf(answer, settings.now()) ?? answer;
  } catch (error) {
    if (parent.aborted) throw parent.reason;
    const cause = signal.aborted ? signal.reason : error;
    return new NdiyoUnreachable(`${nameOf(request)} got no answer: ${(cause as Error).message}`, { cause });
  } finally {
    clear();
  }
}

/** Without the query. */
const nameOf = ({ method, url }: Request): string => `${method} ${url.origin}${url.pathname}`;

const isRefused = (failure: Failure): boolean => !(failure instanceof NdiyoUnreachable) && failure.status === 401;

function isPassing(failure: Failure, { isRepeatable }: Request): boolean {
  if (failure instanceof NdiyoUnreachable) return isRepeatable || NOT_SENT.includes(codeOf(failure.cause));
  if (failure.status === 429 || failure.status === 503) return true; // refused before anything was done
  if (failure instanceof NdiyoProblem && failure.kind === 'request-in-progress') return isRepeatable; // our own first try
  return isRepeatable && (failure.status === 502 || failure.status === 504);
}

const codeOf = (error: unknown): string => String((error as { cause?: { code?: unknown } } | undefined)?.cause?.code);

/** Exponential backoff with full jitter, on top of what the service asked for. */
function waitBefore(retry: number, failure: Failure, { random }: Settings): number {
  const backoff = random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** retry);
  return backoff + (failure instanceof NdiyoUnreachable ? 0 : (failure.retryAfterMs ?? 0));
}
