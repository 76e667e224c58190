/** Follows what happens, and goes on where it broke off: nothing is lost between two connections, nothing comes twice. */
import type { Access } from './access.js';
import { failureOf } from './answers.js';
import { type Query, requestOf } from './call.js';
import { type Frame, framesOf } from './event-frames.js';
import type { AccountEvent, EventsOptions } from './event-types.js';
import { pause, startLimit, until } from './limit.js';
import type { Settings } from './options.js';
import { NdiyoProblem, NdiyoUnexpected, NdiyoUnreachable } from './problems.js';

const PATH = '/api/v1/events';
const RETRY_MS = 1_000; // unless the service says
const MAX_BACKOFF_MS = 30_000;
// The service sends something every 15 seconds.
const SILENT_MS = 45_000;

/** Until the caller breaks off or aborts. Before the first connection it gives up as any call does; afterwards not. */
export async function* follow(
  { lastEventId, types, signal }: EventsOptions,
  access: Access,
  settings: Settings,
): AsyncGenerator<AccountEvent, void, undefined> {
  const place: Place = { id: lastEventId, retryMs: RETRY_MS };
  const over = new AbortController();
  const abort = () => over.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  try {
    for (let failures = 0, isKnown = false; ; ) {
      over.signal.throwIfAborted();
      try {
        for await (const frame of connection({ types: types?.join(',') }, place, access, settings, over.signal)) {
          isKnown = true;
          failures = 0;
          if (frame.retryMs !== null) place.retryMs = frame.retryMs;
          if (frame.id !== null) place.id = frame.id;
          if (frame.data !== null)
            yield { ...(JSON.parse(frame.data) as Omit<AccountEvent, 'id'>), id: place.id ?? '' };
        }
      } catch (error) {
        over.signal.throwIfAborted();
        if (!isPassing(error) || (!isKnown && failures >= settings.retries)) throw error;
        failures += 1;
        await pause(retryAfterOf(error), over.signal);
      }
      await pause(waitBefore(failures, place.retryMs, settings), over.signal);
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    over.abort();
  }
}

interface Place {
  id: string | undefined;
  retryMs: number;
}

/** The frames of one connection, until it ends. */
async function* connection(
  query: Query,
  { id }: Place,
  access: Access,
  settings: Settings,
  over: AbortSignal,
): AsyncGenerator<Frame> {
  const response = await open(query, id, access, settings, over);
  const reader = response.body!.getReader();
  try {
    yield* framesOf(async () => {
      const limit = startLimit(SILENT_MS, `nothing came within ${SILENT_MS} ms`, over);
      try {
        const { done, value } = await until(limit.signal, reader.read());
        return done ? null : value;
      } catch (cause) {
        throw new NdiyoUnreachable(`GET ${PATH} broke off: ${(cause as Error).message}`, { cause });
      } finally {
        limit.clear();
      }
    });
  } finally {
    await reader.cancel().catch(() => {}); // it may have broken off already
  }
}

/** A stream that has begun. A credential that was refused is renewed once. */
async function open(
  query: Query,
  id: string | undefined,
  access: Access,
  settings: Settings,
  over: AbortSignal,
): Promise<Response> {
  const headers = { Accept: 'text/event-stream, application/problem+json', ...(id !== undefined && idHeader(id)) };
  const request = requestOf({ method: 'GET', path: PATH, query, headers }, settings.baseUrl);
  for (let isRenewed = false; ; isRenewed = true) {
    const proof = await until(over, access.prove(request));
    const { response, text } = await send(request.url.href, { ...request.headers, ...proof.headers }, settings, over);
    if (response.status === 200 && isStream(response)) return response;
    const { status, headers: told } = response;
    const failure = failureOf({ status, headers: told, text, to: `GET ${PATH}` }, settings.now());
    const isRefused = failure !== null && 'status' in failure && failure.status === 401;
    if (isRefused && !isRenewed && access.renew && (await until(over, access.renew(proof)))) continue;
    throw failure ?? new NdiyoUnexpected(`GET ${PATH} was answered with no stream`, response.status, null);
  }
}

/** Within the time of one try, but for the stream itself. */
async function send(url: string, headers: Record<string, string>, settings: Settings, over: AbortSignal) {
  const { timeoutMs } = settings;
  const { signal, clear } = startLimit(timeoutMs, `no answer within ${timeoutMs} ms`, over);
  const init = { method: 'GET', headers, redirect: 'manual', credentials: 'omit', cache: 'no-store', signal } as const;
  try {
    const response = await settings.fetch(url, init);
    return { response, text: isStream(response) ? '' : await response.text() };
  } catch (error) {
    const cause = signal.aborted ? signal.reason : error;
    throw new NdiyoUnreachable(`GET ${PATH} got no answer: ${(cause as Error).message}`, { cause });
  } finally {
    clear();
  }
}

const isStream = ({ headers }: Response): boolean => /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');

const idHeader = (id: string) => ({ 'Last-Event-ID': id });

const isPassing = (error: unknown): boolean => {
  if (error instanceof NdiyoUnreachable) return true;
  if (!(error instanceof NdiyoProblem || error instanceof NdiyoUnexpected)) return false;
  return [429, 502, 503, 504].includes(error.status);
};

const retryAfterOf = (error: unknown): number => (error as { retryAfterMs?: number | null }).retryAfterMs ?? 0;

/** What the service asks for, longer with each failure in a row, and never at the same moment as all others. */
const waitBefore = (failures: number, retryMs: number, { random }: Settings): number =>
  random() * Math.min(MAX_BACKOFF_MS, retryMs * 2 ** failures);
