/** OpenAPI 3.1, made at the first request from the routes and the schemas they check with. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { answerProblem } from '../problems/problem.filter.js';
import { PROBLEMS, Problem, type ProblemKind } from '../problems/problem.js';
import { EXAMPLE_CONTRACT } from '../rest/example-contract.js';
import { problemShape } from './answer-shapes.js';
import { renderDocs } from './docs.page.js';
import { renderArea } from './docs-area.page.js';
import { IDEMPOTENCY_KEY, RATE_HEADERS, REPLAY_HEADER, RETRY_AFTER } from './openapi-headers.js';
import type { Described, OpenApi, Operation } from './openapi-types.js';
import { OPERATIONS } from './operations.js';
import { addSecurity, CREDENTIALS } from './security.js';
import { describeWebhooks } from './webhook-operations.js';

const PAGE_TYPE = 'text/html; charset=utf-8';

const DESCRIPTION =
  'Turns an agreement into a record that its parties confirm by SMS reply, and that anyone can verify.';

const jsonSchema = (schema: unknown, io: 'input' | 'output') => {
  const { $schema, ...rest } = z.toJSONSchema(schema as z.ZodType, { io, unrepresentable: 'any' });
  return rest;
};

/** Loads the generator only when somebody asks: it takes a second. */
export async function describe(app: NestFastifyApplication): Promise<OpenApi> {
  const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger');
  const config = addSecurity(
    new DocumentBuilder().setTitle('Ndiyo').setDescription(DESCRIPTION).setVersion('1'),
  ).build();
  const made = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) => {
      const { $defs, ...rest } = jsonSchema(schema, schemaType);
      return { schema: rest, components: $defs ?? {} };
    },
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}.${method}`,
  });
  return finish({ ...made, openapi: '3.1.0' } as unknown as OpenApi);
}

/** Of a route that reads the body itself. */
const bodyOf = ({ form, json }: Operation) => {
  const [type, shape] = form ? ['application/x-www-form-urlencoded', form] : ['application/json', json];
  return shape && { required: true, content: { [type as string]: { schema: jsonSchema(shape, 'input') } } };
};

/** Keeps what the table knows, and says of each operation how it can end. */
function finish(document: OpenApi): OpenApi {
  const paths: OpenApi['paths'] = {};
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, described] of Object.entries(methods)) {
      const operation = OPERATIONS[`${method.toUpperCase()} ${path}`];
      if (!operation) continue;
      // One handler may serve several paths; only one of them is documented.
      const operationId = described.operationId?.replace(/\[\d+\]$/, '');
      const inPath = described.parameters?.filter((one) => one.in !== 'path' || path.includes(`{${one.name}}`));
      const { summary, parameters: more = [] } = operation;
      const parameters = [...(inPath ?? []), ...more, ...(operation.isKeyed ? [IDEMPOTENCY_KEY] : [])];
      const requestBody = bodyOf(operation) ?? described.requestBody;
      paths[path] = {
        ...paths[path],
        [method]: {
          ...described,
          ...(parameters.length > 0 && { parameters }),
          ...(requestBody && { requestBody: { ...requestBody, ...(operation.isBodyOptional && { required: false }) } }),
          ...endings(operation, requestBody !== undefined),
          security: operation.problems?.includes('unauthorized') ? CREDENTIALS : [],
          operationId,
          summary,
        },
      };
    }
  }
  const body = paths['/api/v1/contracts']?.post?.requestBody?.content?.['application/json'];
  if (body) body.example = EXAMPLE_CONTRACT;
  return { ...document, paths, webhooks: describeWebhooks((shape) => jsonSchema(shape, 'output')) };
}

// What every body, every key and every guarded address can end in.
const OF_BODIES: ProblemKind[] = ['payload-too-large', 'unsupported-media-type'];
const OF_KEYS: ProblemKind[] = ['invalid-parameter', 'request-in-progress', 'idempotency-key-reused'];

function endings({ answers, problems = [], isKeyed, isUnlimited }: Operation, hasBody: boolean) {
  const headersOf = (status: number) => {
    const isKept = isKeyed && ![401, 403, 429].includes(status) && status < 500;
    const isPassing = status === 429 || status === 503;
    const isCounted = !isUnlimited && status !== 413; // told before the call is counted
    const headers = { ...(isKept && REPLAY_HEADER), ...(isCounted && RATE_HEADERS), ...(isPassing && RETRY_AFTER) };
    return Object.keys(headers).length > 0 && { headers };
  };
  const good = Object.entries(answers).map(([status, { meaning, shape, mediaType, headers }]) => {
    const content = shape && { content: { 'application/json': { schema: jsonSchema(shape, 'output') } } };
    const file = mediaType && { content: { [mediaType]: { schema: { type: 'string', format: 'binary' } } } };
    const { headers: shared } = headersOf(Number(status)) || {};
    return [status, { description: meaning, headers: { ...shared, ...headers }, ...content, ...file }];
  });
  const byStatus = new Map<number, ProblemKind[]>();
  const guarded: ProblemKind[] = problems.includes('unauthorized') ? ['forbidden'] : [];
  const limited: ProblemKind[] = isUnlimited ? [] : ['too-many-requests'];
  const general: ProblemKind[] = [
    ...(hasBody ? OF_BODIES : []),
    ...(isKeyed ? OF_KEYS : []),
    ...guarded,
    ...limited,
    // NUL in a query, whatever is asked; OAuth words it in its own way.
    ...(answers[400] ? [] : (['invalid-parameter'] as const)),
    'internal-error',
  ];
  for (const kind of new Set([...problems, ...general])) {
    const { status } = PROBLEMS[kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), kind]);
  }
  const bad = [...byStatus].map(([status, kinds]) => {
    const description = kinds.map((kind) => `${kind}: ${PROBLEMS[kind].title}`).join(' · ');
    const content = { 'application/problem+json': { schema: jsonSchema(problemShape, 'output') } };
    return [String(status), { description, ...headersOf(status), content }];
  });
  return { responses: Object.fromEntries([...good, ...bad]) as NonNullable<Described['responses']> };
}

/** Both are served outside Nest's routes: they are made of them. */
export function serveOpenApi(app: NestFastifyApplication): void {
  let made: Promise<OpenApi> | undefined;
  const document = () => {
    made ??= describe(app);
    return made;
  };
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.get('/openapi.json', async (_, reply) => reply.type('application/json').send(await document()));
  fastify.get('/docs', async (request, reply) => {
    const url = `${request.protocol}://${request.host}`;
    return reply.type(PAGE_TYPE).send(renderDocs(await document(), url));
  });
  fastify.get<{ Params: { area: string } }>('/docs/:area', async (request, reply) => {
    const page = renderArea(await document(), request.params.area);
    if (page !== null) return reply.type(PAGE_TYPE).send(page);
    return answerProblem(new Problem('not-found', 'The documentation has no such chapter'), request, reply);
  });
}
