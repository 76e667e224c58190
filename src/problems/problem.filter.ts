/** The only place that knows what a problem looks like over HTTP: RFC 9457 for programs, a small page for people. */
import type { Socket } from 'node:net';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEMS, Problem, type ProblemKind } from './problem.js';
import { renderProblemPage } from './problem-page.js';
import { unavailable } from './unavailable.js';

/** Which methods an address knows, so that an unknown one is told apart from an unknown address. */
export type AllowedMethods = (path: string) => string[];

/** Fastify's own refusals, by its error codes. */
const FASTIFY_KINDS: Record<string, ProblemKind> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-request',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported-media-type',
  FST_ERR_BAD_URL: 'not-found',
  FST_ERR_MAX_PARAM_LENGTH: 'not-found',
};

const DETAILS: Partial<Record<ProblemKind, string>> = {
  'unsupported-media-type': 'Send application/json',
  'malformed-request': 'The body does not have the length its header says',
};

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('problems');

  constructor(private readonly allowedMethods: AllowedMethods) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = this.problemOf(error, request);
    if (problem.kind === 'internal-error') this.logUnknown(error, request);
    answerProblem(problem, request, http.getResponse<FastifyReply>());
  }

  private problemOf(error: unknown, request: FastifyRequest): Problem {
    if (error instanceof Problem) return error;
    if (isPassing(error)) return unavailable('The database cannot be reached at this moment; please try again', error);
    const kind = fastifyKindOf(error) ?? fastifyKindOf((error as Error | null)?.cause); // Nest wraps some of them
    if (kind === 'payload-too-large') return new Problem(kind, `A body may have at most ${limitOf(request)} KiB here`);
    if (kind) return new Problem(kind, DETAILS[kind] ?? PROBLEMS[kind].title);
    const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown })?.statusCode;
    if (status === 404) return this.missing(request);
    if (status === 400) return new Problem('malformed-request', 'The request could not be read');
    return new Problem('internal-error', 'Something went wrong on our side; please tell us the request_id', {
      cause: error,
    });
  }

  private missing(request: FastifyRequest): Problem {
    const path = pathOf(request);
    const allowed = this.allowedMethods(path);
    if (allowed.length === 0) return new Problem('not-found', `There is nothing at ${path.slice(0, 200)}`);
    const list = allowed.join(', ');
    return new Problem('method-not-allowed', `${request.method} is not possible here; allowed: ${list}`, {
      headers: { Allow: list },
    });
  }

  private logUnknown(error: unknown, request: FastifyRequest): void {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    this.log.error({ request_id: request.id, error: name, message, stack });
  }
}

export function answerProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const { type, text } = problemText(problem, request);
  for (const [name, value] of Object.entries(problem.extras.headers ?? {})) reply.header(name, value);
  reply.status(problem.status).type(type).send(text);
}

/** What of a request its refusal depends on. */
export type Refused = Pick<FastifyRequest, 'url' | 'id' | 'headers'>;

export function problemText(problem: Problem, request: Refused): { type: string; text: string } {
  const body = problemBody(problem, request);
  if (wantsPage(request)) return { type: 'text/html; charset=utf-8', text: renderProblemPage(body) };
  return { type: PROBLEM_TYPE, text: JSON.stringify(body) };
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

export const problemBody = (problem: Problem, request: Pick<Refused, 'url' | 'id'>) => ({
  type: `/problems/${problem.kind}`,
  title: PROBLEMS[problem.kind].title,
  status: problem.status,
  detail: problem.detail,
  instance: pathOf(request),
  request_id: request.id,
  ...problem.extras.members,
  ...(problem.extras.errors && { errors: problem.extras.errors }),
});

/** For an address the router cannot read: no filter and no hook sees such a request. */
export function answerUnreadable(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const kind = fastifyKindOf(error) ?? 'internal-error';
  reply.headers({ 'X-Request-ID': request.id, 'X-Content-Type-Options': 'nosniff' });
  answerProblem(new Problem(kind, PROBLEMS[kind].title), request, reply);
}

/** For bytes that are no HTTP request: there is neither a request nor an answer, only a socket. */
export function answerBroken(_: unknown, socket: Socket): void {
  if (!socket.writable) return;
  const { title, status } = PROBLEMS['malformed-request'];
  const type = '/problems/malformed-request';
  const body = JSON.stringify({ type, title, status, detail: 'This is no HTTP request that can be read' });
  const head = `HTTP/1.1 ${status} Bad Request\r\nContent-Type: application/problem+json\r\nConnection: close\r\n`;
  socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

const limitOf = ({ routeOptions, server }: FastifyRequest): number =>
  (routeOptions.bodyLimit ?? server.initialConfig.bodyLimit ?? 0) / 1024;

const fastifyKindOf = (error: unknown): ProblemKind | undefined =>
  FASTIFY_KINDS[String((error as { code?: unknown } | null)?.code)];

/** Without the query, and without the secret part of a callback's address or a receipt's. */
const pathOf = (request: Pick<Refused, 'url'>): string =>
  request.url.split('?', 1)[0]!.replace(/^(\/api\/v1\/(?:webhooks\/[^/]+\/[^/]+|sms\/webhook)\/|\/c\/).+/, '$1…');

function wantsPage({ headers }: Pick<Refused, 'headers'>): boolean {
  const accept = headers.accept ?? '';
  return accept.includes('text/html') && !accept.includes('json');
}

// The database is away, full, or gave up on a deadlock, a lock or what took too long (SQLSTATE classes 08, 53, 57P0, and
// 40001, 40P01, 55P03, 57014, 25P03).
const PASSING =
  /^(ECONN|ETIMEDOUT|EPIPE|08|53|57P0|40001$|40P01$|55P03$|57014$|25P03$|SQLITE_(BUSY|FULL|IOERR|CANTOPEN))/;

function isPassing(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return PASSING.test(String(code)) || /^(Connection terminated|timeout exceeded when)/.test(String(message));
}
