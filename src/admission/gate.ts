/** Where requests come in: those there is no room for are answered here, before a framework has seen them. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerFactory } from 'fastify';
import { requestIdOf } from '../app.setup.js';
import { answerProblem, problemText } from '../problems/problem.filter.js';
import { unavailable } from '../problems/unavailable.js';
import type { Admission, WorkKind } from './admission.js';

/** Node's own server, as Fastify makes it. */
export const serverBehind =
  (admission: Admission): FastifyServerFactory =>
  (handle, options) => {
    const { http = {}, keepAliveTimeout = 0, requestTimeout = 0, connectionTimeout = 0 } = options as ServerOptions;
    const server = createServer(http, (request, response) => {
      const { method, url = '' } = request;
      const kind = admission.kindOf(method, url);
      if (admission.hasRoom(kind, url)) handle(request, response);
      else turnAway(admission, kind, request, response);
    });
    Object.assign(server, { keepAliveTimeout, requestTimeout });
    return server.setTimeout(connectionTimeout);
  };

interface ServerOptions {
  http?: object;
  keepAliveTimeout?: number;
  requestTimeout?: number;
  connectionTimeout?: number;
}

/** Counts from the moment a request is there as a whole, so that slow senders take nobody's room, to its answer. */
export function countWork(fastify: FastifyInstance, admission: Admission): void {
  const working = new WeakMap<FastifyRequest, WorkKind>();
  fastify.addHook('preValidation', (request, reply, done) => {
    const kind = admission.kindOf(request.method, request.url);
    // Many may have come in together while there was still room.
    if (!admission.hasRoom(kind, request.url)) return refuse(admission, kind, request, reply);
    admission.atWork[kind] += 1;
    working.set(request, kind);
    done();
  });
  fastify.addHook('onSend', (request, _, payload, done) => {
    const kind = working.get(request);
    if (kind !== undefined && working.delete(request)) admission.atWork[kind] -= 1;
    done(null, payload);
  });
}

// One for all: to make it, with its stack, was an eighth of a refusal.
const TOO_MUCH = unavailable('There is more to do than can be done at once; nothing was done, please try again');

function refuse(admission: Admission, kind: WorkKind, request: FastifyRequest, reply: FastifyReply): void {
  admission.noteTurnedAway(kind);
  answerProblem(TOO_MUCH, request, reply);
}

/** The body, if there is one, is read by nobody. */
function turnAway(admission: Admission, kind: WorkKind, request: IncomingMessage, response: ServerResponse): void {
  admission.noteTurnedAway(kind);
  const { url = '', headers } = request;
  const id = requestIdOf(request);
  const { type, text } = problemText(TOO_MUCH, { url, headers, id });
  response.writeHead(TOO_MUCH.status, {
    ...{ 'Content-Type': type, 'Content-Length': Buffer.byteLength(text), ...TOO_MUCH.extras.headers },
    ...{ 'X-Request-ID': id, 'X-Content-Type-Options': 'nosniff' },
  });
  response.end(text);
}
