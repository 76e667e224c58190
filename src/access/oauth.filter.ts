/** How the token endpoint refuses: RFC 6749 section 5.2. What that section has no word for (404, 429, 5xx) stays a problem. */
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OAuthError } from '../oauth/oauth-error.js';
import { answerProblem } from '../problems/problem.filter.js';
import { Problem } from '../problems/problem.js';

@Catch(OAuthError, Problem)
export class OAuthFilter implements ExceptionFilter {
  catch(error: OAuthError | Problem, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>().header('Cache-Control', 'no-store');
    const told = asOAuth(error);
    if (told instanceof Problem) answerProblem(told, http.getRequest<FastifyRequest>(), reply);
    else answerOAuthError(told, reply);
  }
}

/** What could not be read is a wrong request here too. */
const UNREADABLE = ['unsupported-media-type', 'malformed-request', 'invalid-parameter'];

const asOAuth = (error: OAuthError | Problem): OAuthError | Problem =>
  error instanceof Problem && UNREADABLE.includes(error.kind) ? new OAuthError('invalid_request', error.detail) : error;

function answerOAuthError({ status, code, description }: OAuthError, reply: FastifyReply): void {
  if (status === 401) reply.header('WWW-Authenticate', 'Basic realm="ndiyo"');
  reply.status(status).header('Pragma', 'no-cache').type('application/json; charset=utf-8');
  reply.send(JSON.stringify({ error: code, error_description: description }));
}
