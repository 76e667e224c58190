/** What every request passes on its way in and out: strict bodies, request ids, headers, the log line, problems. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzip } from 'node:zlib';
import cors from '@fastify/cors';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest, onRequestHookHandler, onSendHookHandler } from 'fastify';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Env } from './config/env.js';
import { uuidv7 } from './crypto/ids.js';
import { decodeUtf8, parseStrictJson, StrictJsonError } from './json/strict-json.js';
import { writeCookie } from './look/cookies.js';
import { LANGUAGE_COOKIE } from './look/language.js';
import { RequestCounts } from './measures/request-counts.js';
import { type AllowedMethods, ProblemFilter } from './problems/problem.filter.js';
import { Problem } from './problems/problem.js';
import { SchemaPipe } from './problems/schema-pipe.js';
import { LANGUAGES } from './texts/wording.js';

export const BODY_LIMIT = 64 * 1024;
// 50 parties with the longest names, a transcript of 20,000 quotation marks and 100 terms make a receipt of 0.42 MB.
export const RECEIPT_LIMIT = 1024 * 1024;
const MAX_DEPTH = 32;
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
// A browser need not ask before every call: on a slow line that is half the waiting.
const PREFLIGHT_KEPT_S = 600;
const YEAR_S = 365 * 86_400;
// Less travels in one packet anyway.
const ONE_PACKET = 1_200;
const EXPOSED = ['X-Request-ID', 'Location', 'Retry-After', 'Allow', 'Idempotency-Replayed', 'X-Receipt-Code'];
const RATE_HEADERS = ['Limit', 'Remaining', 'Reset', 'Reset-After'].map((name) => `X-RateLimit-${name}`);

export async function setUp(app: NestFastifyApplication, env: Env, log: Logger): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  app.useGlobalPipes(new SchemaPipe());
  app.useGlobalFilters(new ProblemFilter(indexMethods(fastify)));
  setHeaders(fastify, env);
  readBodies(fastify);
  servePages(fastify, env);
  logRequests(fastify, log, app.get(RequestCounts, { strict: false }));
  const { origins, credentials, methods, headers } = env.cors;
  await fastify.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    ...{ credentials, methods: [...methods], allowedHeaders: [...headers] },
    strictPreflight: false,
    maxAge: PREFLIGHT_KEPT_S,
    exposedHeaders: [...EXPOSED, ...RATE_HEADERS, 'RateLimit', 'RateLimit-Policy'],
  });
}

function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addHook('onRoute', (route) => {
    if (route.url === RECEIPT_ROUTE) route.bodyLimit = RECEIPT_LIMIT;
  });
  for (const type of [JSON_TYPE, FORM_TYPE, '*']) {
    fastify.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (request, body: Buffer, done) => {
      if (request.headers['x-api-signature'] !== undefined) (request as MaybeSigned).rawBody = body;
      done(null, readBody(request, type, body));
    });
  }
}

/** What a signature is over. Kept of no other request. */
export interface MaybeSigned extends FastifyRequest {
  rawBody?: Buffer;
}

/** A Problem stands for a body that cannot be read: told after the guards, since such a call counts. One too large ends here. */
function readBody({ routeOptions, headers }: FastifyRequest, type: string, body: Buffer): unknown {
  const wanted = FORM_ROUTE.test(routeOptions.url ?? '') ? FORM_TYPE : JSON_TYPE;
  if (type !== wanted) return new Problem('unsupported-media-type', `Send ${wanted}`);
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    return new Problem('unsupported-media-type', 'Send the body uncompressed');
  }
  // What carriers post stays raw: its bytes are what their proof is checked over. A receipt's text is the verifier's to judge.
  if (wanted === FORM_TYPE || routeOptions.url === ANDROID_ROUTE) return body;
  return routeOptions.url === RECEIPT_ROUTE ? readWith(() => decodeUtf8(body)) : readJson(body);
}

const RECEIPT_ROUTE = '/api/v1/receipts/verify';

const ANDROID_ROUTE = '/api/v1/webhooks/android';

/** Africa's Talking posts forms, OAuth wants one, and pages send them. */
const FORM_ROUTE = /^\/(api\/v1\/(webhooks\/africastalking|sms\/webhook|oauth\/token$)|c$|console|phones)/;

function readJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  return readWith(() => parseStrictJson(decodeUtf8(body), { maxDepth: MAX_DEPTH }));
}

function readWith(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof StrictJsonError)) {
      return new Problem('internal-error', 'The body could not be read', { cause: error });
    }
    const { kind, detail, pointer } = error;
    const errors = pointer === undefined ? {} : { errors: [{ pointer, detail }] };
    return new Problem(kind === 'value' ? 'invalid-value' : 'malformed-request', detail, errors);
  }
}

/** One line a request, and a count: the route's pattern, never the address, which may hold ids, queries and secrets. */
function logRequests(fastify: FastifyInstance, log: Logger, counts: RequestCounts): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-ID', request.id);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, id } = request;
    const route = request.routeOptions.url ?? 'unknown';
    const { statusCode: status, elapsedTime } = reply;
    log.info({ request_id: id, method, route, status, ms: Math.round(elapsedTime) }, 'request');
    counts.add(method, route, status, elapsedTime);
    done();
  });
}

/** Pages are light on a slow line, and come in the language that somebody chose once. */
function servePages(fastify: FastifyInstance, env: Env): void {
  const keepChoice: onRequestHookHandler = ({ method, query }, reply, done) => {
    const { language } = query as { language?: unknown };
    const isChoice = method === 'GET' && LANGUAGES.some((one) => one === language);
    const rules = { maxAgeS: YEAR_S, sameSite: 'Lax', isSecure: env.environment === 'production' } as const;
    if (isChoice) reply.header('Set-Cookie', writeCookie(LANGUAGE_COOKIE, String(language), rules));
    done();
  };
  // Nothing of this costs the interface for programs anything.
  fastify.addHook('onRoute', (route) => {
    if (route.url.startsWith('/api/')) return;
    route.onRequest = [route.onRequest ?? [], keepChoice].flat();
    route.onSend = [route.onSend ?? [], zipPage].flat();
  });
}

const zipPage: onSendHookHandler = ({ headers }, reply, page, done) => {
  const isPage = String(reply.getHeader('content-type')).startsWith('text/html') && typeof page === 'string';
  if (!isPage || page.length < ONE_PACKET || !/\bgzip\b/.test(headers['accept-encoding'] ?? ''))
    return done(null, page);
  reply.header('Content-Encoding', 'gzip').header('Vary', vary(reply.getHeader('vary')));
  reply.removeHeader('content-length');
  gzip(page, done);
};

const vary = (others: unknown): string => ['Accept-Encoding', ...(others === undefined ? [] : [others])].join(', ');

/** The same on every answer, so they are made once. The pages need nothing from elsewhere and no inline script or style. */
function setHeaders(fastify: FastifyInstance, env: Env): void {
  const headers: Record<string, string> = {};
  const answer = { setHeader: (name: string, value: string) => (headers[name] = value), removeHeader: () => {} };
  const make = helmet({
    contentSecurityPolicy: { directives: { 'style-src': ["'self'"], 'upgrade-insecure-requests': null } },
    strictTransportSecurity: env.environment === 'production',
    referrerPolicy: { policy: 'no-referrer' },
  });
  make({} as IncomingMessage, answer as unknown as ServerResponse, () => {});
  fastify.addHook('onRequest', (_, reply, done) => {
    reply.headers(headers);
    done();
  });
}

/** Collects the routes as they are registered, before the first request comes. */
function indexMethods(fastify: FastifyInstance): AllowedMethods {
  const routes: { method: string; pattern: RegExp }[] = [];
  fastify.addHook('onRoute', ({ method, url }) => {
    if (url.includes('*')) return; // the preflight route of CORS
    const pattern = new RegExp(`^${url.replace(/[.]/g, '\\.').replace(/:[^/]+/g, '[^/]+')}$`);
    for (const one of [method].flat()) routes.push({ method: one, pattern });
  });
  return (path) => [...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].sort();
}

const SAFE_REQUEST_ID = /^[\w.:-]{1,64}$/;

/** The caller's own, where it can stand in a log, or a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const id = headers['x-request-id'];
  return typeof id === 'string' && SAFE_REQUEST_ID.test(id) ? id : uuidv7();
}
