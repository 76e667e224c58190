import { PROBLEMS } from '../../src/problems/problem.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';

/** As much of an OpenAPI document as is checked here. */
interface Described {
  operationId?: string;
  summary?: string;
  parameters?: { name: string; in: string; required?: boolean; schema?: object }[];
  requestBody?: { content: Record<string, { schema?: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema?: object }> }>;
}
type Paths = Record<string, Record<string, Described>>;

/** Routes that work and are not told of, on purpose: the original's paths, and addresses with a secret part. */
const QUIET =
  /^POST \/api\/v1\/(contracts\/create|sms\/webhook(\/{token})?|webhooks\/africastalking\/[a-z-]+\/{token})$/;

let app: App;
// biome-ignore lint/suspicious/noExplicitAny: a document from outside
let document: any;
let operations: { name: string; path: string; described: Described }[];
let routes: string[];
beforeAll(async () => {
  app = await startApp({ env: { LOG_LEVEL: 'debug' } });
  document = (await app.http.get('/openapi.json')).body;
  operations = Object.entries(document.paths as Paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      described,
    })),
  );
  routes = await until(routesOfLog, (found) => found.length >= 30);
}, 40_000);
afterAll(() => app.close());

/** What the service itself says it maps: `Mapped {/api/v1/contracts/:id, GET} route`. */
function routesOfLog(): string[] {
  const mapped = [...app.output().matchAll(/Mapped \{([^,}]+), ([A-Z]+)\} route/g)];
  return mapped.map(([, path, method]) => `${method} ${path!.replace(/:(\w+)/g, '{$1}')}`);
}

test('it says OpenAPI 3.1.0, has a title and a version, and is served as JSON', async () => {
  const answer = await app.http.get('/openapi.json');
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(document).toMatchObject({
    openapi: '3.1.0',
    info: { title: expect.stringMatching(/\S/), version: expect.stringMatching(/\S/) },
    components: { securitySchemes: { api_key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } } },
  });
  const known = ['openapi', 'info', 'jsonSchemaDialect', 'servers', 'paths', 'webhooks', 'components'];
  expect(Object.keys(document).filter((key) => ![...known, 'security', 'tags', 'externalDocs'].includes(key))).toEqual(
    [],
  );
});

test('every operation has a summary, a name of its own and an answer of each kind with its description', () => {
  const names = operations.map(({ described }) => described.operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, described } of operations) {
    const { summary, responses } = described;
    expect({ name, summary }).toEqual({ name, summary: expect.stringMatching(/^[A-Z].{5,}[^.]$/) });
    expect({ name, good: Object.keys(responses).filter((status) => /^2\d\d$/.test(status)).length > 0 }).toEqual({
      name,
      good: true,
    });
    for (const [status, response] of Object.entries(responses)) {
      expect(status).toMatch(/^[2-5]\d\d$/);
      expect({ name, status, said: response.description.length > 0 }).toEqual({ name, status, said: true });
    }
  }
});

test('every part of a path in braces is described as a required parameter, and no other', () => {
  for (const { name, path, described } of operations) {
    const inPath = (described.parameters ?? []).filter((parameter) => parameter.in === 'path');
    const braces = [...path.matchAll(/{(\w+)}/g)].map(([, part]) => part);
    expect({ name, parameters: inPath.map((parameter) => parameter.name) }).toEqual({ name, parameters: braces });
    expect(inPath.every((parameter) => parameter.required === true)).toBe(true);
    for (const parameter of described.parameters ?? [])
      expect({ name, schema: parameter.schema }).toEqual({ name, schema: expect.any(Object) });
  }
});

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference!);
  for (const reference of references) {
    const steps = reference
      .replace('#/', '')
      .split('/')
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const target = steps.reduce((at, step) => at?.[step], document);
    expect({ reference, found: target !== undefined }).toEqual({ reference, found: true });
  }
});

test('every schema is JSON Schema 2020-12 as 3.1 wants it: nothing is left of 3.0', () => {
  const text = JSON.stringify(document);
  expect(text).not.toContain('"nullable"');
  expect(text).not.toMatch(/"exclusiveM(in|ax)imum":(true|false)/);
});

test('every body that is taken has a schema that refuses unknown fields', () => {
  const json = operations.flatMap(({ name, described }) => {
    const schema = described.requestBody?.content['application/json']?.schema as Record<string, unknown> | undefined;
    return schema ? [{ name, closed: schema.additionalProperties === false }] : [];
  });
  expect(json.length).toBeGreaterThanOrEqual(12);
  expect(json.filter(({ closed }) => !closed)).toEqual([]);
});

test('every answer that brings something says what', () => {
  const BRINGS_NOTHING = ['204', '304'];
  const silent = operations.flatMap(({ name, described }) =>
    Object.entries(described.responses).flatMap(([status, { content }]) =>
      content === undefined && !BRINGS_NOTHING.includes(status) ? [`${name} ${status}`] : [],
    ),
  );
  expect(silent).toEqual([]);
});

test('every operation that is told of exists', () => {
  expect(operations.map(({ name }) => name).filter((name) => !routes.includes(name))).toEqual([]);
});

test('every route of the wire contract is told of', () => {
  const told = new Set(operations.map(({ name }) => name));
  const api = routes.filter((route) => route.includes(' /api/v1/'));
  expect(api.filter((route) => !told.has(route) && !QUIET.test(route))).toEqual([]);
  for (const probe of ['/livez', '/readyz', '/health', '/.well-known/jwks.json'])
    expect(told).toContain(`GET ${probe}`);
});

test.each(Object.keys(PROBLEMS))('the page behind the problem %s is there', async (kind) => {
  const { status, text, headers } = await app.http.get(`/problems/${kind}`);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(text).toContain(PROBLEMS[kind as keyof typeof PROBLEMS].title);
});
