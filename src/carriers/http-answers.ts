/** What HTTP itself says of an attempt to send, whichever carrier answers: statuses, waits, broken connections. Pure. */
import type { SendResult } from './sms.gateway.js';

/** HTTP statuses that speak of us, the address or the moment; any other 4xx speaks of this text. */
const HTTP_RETRY_REASONS: Readonly<Record<number, string>> = {
  401: 'carrier-refused-credentials', // also a fresh key, for minutes
  403: 'carrier-refused-credentials',
  404: 'carrier-address-wrong',
  405: 'carrier-address-wrong',
  407: 'proxy-refused-credentials',
  408: 'carrier-unavailable',
  429: 'too-many-requests',
};
const GATEWAY_TIMEOUTS = [504, 524]; // something in front gave up waiting; what stands behind may have sent

const MAX_RETRY_AFTER_MS = 60 * 60 * 1000; // a longer wish than an hour is a mistake or a trap

/** Code of the error by which our own client ends an answer. */
export const TOO_LARGE = 'ERR_ANSWER_TOO_LARGE';

/** Reads an HTTP status outside 2xx. Its body is never used: it is free text, often a proxy's page. */
export function readHttpStatus(status: number, retryAfterMs: number | undefined): SendResult {
  const carrierStatus = `HTTP ${status}`;
  if (GATEWAY_TIMEOUTS.includes(status)) return { outcome: 'ambiguous', reason: 'gateway-timeout' };
  const reason = HTTP_RETRY_REASONS[status];
  if (!reason && status >= 400 && status < 500) {
    return { outcome: 'refused', reason: 'carrier-refused-request', carrierStatus };
  }
  const fallback = status < 400 ? 'carrier-redirected' : 'carrier-unavailable';
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { outcome: 'retry', reason: reason ?? fallback, carrierStatus, ...wait };
}

/** `Retry-After` (RFC 9110, 10.2.3), seconds or a date, in milliseconds from `nowMs`. */
export function parseRetryAfterMs(header: unknown, nowMs: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), MAX_RETRY_AFTER_MS);
}

/** Reads a failure without any answer. Before the connection stood nothing can have been sent. */
export function readFailure(error: { code?: unknown; message?: unknown }, isConnected: boolean): SendResult {
  const code = String(error.code ?? '');
  const isTimeout = code === 'ERR_CANCELED' || code === 'ABORT_ERR'; // axios, Node
  if (isConnected) {
    if (isTimeout) return { outcome: 'ambiguous', reason: 'answer-timeout' };
    const isTooLarge = code === TOO_LARGE || String(error.message).startsWith('maxContentLength');
    return { outcome: 'ambiguous', reason: isTooLarge ? 'answer-too-large' : 'connection-lost' };
  }
  return { outcome: 'retry', reason: isTimeout ? 'connect-timeout' : readConnectFault(code), carrierStatus: null };
}

function readConnectFault(code: string): string {
  if (code === 'ECONNREFUSED') return 'connection-refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'carrier-name-not-found';
  return /CERT|TLS|SIGNATURE/.test(code) ? 'carrier-certificate-refused' : 'carrier-unreachable';
}
