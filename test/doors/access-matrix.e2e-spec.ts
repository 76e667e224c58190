/** Every operation against every credential that must not open it. */
import type { ProblemKind } from '../../src/problems/problem.js';
import { aContract } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { change, rows } from '../story-database.js';
import { until } from '../until.js';
import { type Call, type Credential, SCHEMES, type Scheme, send } from './credential-makers.js';
import { expectProblem } from './expect-problem.js';
import { ACCOUNTS, ALL_SCOPES, KEYS } from './keys.js';
import { PUBLIC_ROUTES } from './public-operations.js';

const PATH = '/api/v1/contracts';
const LETTERS = '/api/v1/dead-letters';
const MESSAGES = '/api/v1/messages';
const ENDPOINTS = '/api/v1/webhook-endpoints';
const TABLES = [
  'contracts',
  'contract_versions',
  'parties',
  'events',
  'messages',
  'api_keys',
  'accounts',
  'outbox',
].concat(['webhook_endpoints', 'webhook_secrets', 'webhook_deliveries']);

const ONLY_ADMINS = [`GET ${ACCOUNTS}`, `GET ${ACCOUNTS}/{id}`, `POST ${ACCOUNTS}`];
const ONLY_OPERATORS = ['password', 'totp/setup', 'totp/verify', 'totp/disable'].map(
  (one) => `POST /api/v1/auth/${one}`,
);

interface Operation {
  name: string;
  method: string;
  path: string;
}

/** Bodies that are good, where one is needed before the handler is asked. */
const BODIES: Record<string, object> = {
  [`PUT ${PATH}/{id}`]: { terms: { product: 'Beans' } },
  [`PATCH ${ENDPOINTS}/{id}`]: { enabled: false },
  [`POST ${ENDPOINTS}/{id}/recover`]: { since: new Date().toISOString() },
};

async function listOperations(app: App): Promise<Operation[]> {
  const { paths } = (await app.http.get('/openapi.json')).body as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((word) => {
      const method = word.toUpperCase();
      return { name: `${method} ${path}`, method, path };
    }),
  );
}

const callOf = ({ name, method, path }: Operation, id: string): Call => {
  const body = BODIES[name];
  return { method, path: path.replace('{id}', id).replace('{delivery_id}', 'none'), ...(body && { body }) };
};

/** A text about the contract that was given up. Returns the number it is known by. */
function deadLetter(app: App, contractId: string): string {
  const [message] = rows(app.dataDir, 'SELECT id FROM messages WHERE contract_id = ? LIMIT 1', contractId);
  change(app.dataDir, [
    `INSERT INTO outbox (account_id, topic, order_key, payload, status, attempt, interruptions, due_at, created_at)
      VALUES ('community', 'sms', ?, ?, 'dead', 12, 0, '2026-01-01', '2026-01-01')`,
    ...[contractId, `${message!.id}`],
  ]);
  return `${rows(app.dataDir, "SELECT id FROM outbox WHERE status = 'dead'")[0]!.id}`;
}

/** A text about the contract that a person should look at. */
function awaitedText(app: App, contractId: string): string {
  const [message] = rows(app.dataDir, 'SELECT id FROM messages WHERE contract_id = ? LIMIT 1', contractId);
  change(app.dataDir, [`UPDATE messages SET outcome = 'needs_review' WHERE id = ?`, `${message!.id}`]);
  return `${message!.id}`;
}

/** What is said of one that is not there; of a contract otherwise. */
const ABSENT: Record<string, ProblemKind> = {
  [KEYS]: 'key-not-found',
  [LETTERS]: 'not-found',
  [MESSAGES]: 'not-found',
  [ENDPOINTS]: 'endpoint-not-found',
};

const nothing: Credential = () => ({});

describe.each(Object.entries(SCHEMES))('with %s', (_, { auth, make }) => {
  let app: App;
  let scheme: Scheme;
  let guarded: Operation[];
  /** What is there to be got at: by the start of the path. */
  let ids: [start: string, id: string][];
  beforeAll(async () => {
    app = await startApp({ env: { AUTH: auth } });
    scheme = await make(app);
    const owner = await scheme.holder('community', ALL_SCOPES);
    const wanted = { url: 'http://127.0.0.1:1/', event_types: ['contract.created'] }; // one delivery, and no later ones
    const endpoint = await send(app, owner, { method: 'POST', path: ENDPOINTS, body: wanted });
    const contract = await send(app, owner, { method: 'POST', path: PATH, body: aContract() });
    const key = await send(app, owner, { method: 'POST', path: KEYS, body: { name: 'x', scopes: ['audit:read'] } });
    ids = [
      [ENDPOINTS, endpoint.body.endpoint_id],
      [PATH, contract.body.contract_id],
      [KEYS, key.body.id],
      [ACCOUNTS, 'community'],
    ];
    guarded = (await listOperations(app)).filter(({ name }) => !PUBLIC_ROUTES.includes(name));
    await until(
      () => countOf('outbox'),
      (n) => n === 0,
    );
    await until(
      () => countOf('webhook_deliveries'),
      (n) => n === 1,
    );
    ids.push([LETTERS, deadLetter(app, contract.body.contract_id)]);
    ids.push([MESSAGES, awaitedText(app, contract.body.contract_id)]);
  }, 120_000);
  afterAll(() => app.close());

  const countOf = (table: string) => Number(rows(app.dataDir, `SELECT count(*) AS n FROM ${table}`)[0]!.n);
  const idFor = ({ path }: Operation) => ids.find(([start]) => path.startsWith(`${start}/`))?.[1] ?? 'none';
  const standing = () => [
    ...TABLES.map((table) => rows(app.dataDir, `SELECT count(*) AS n FROM ${table}`)[0]),
    ...rows(app.dataDir, 'SELECT id, status, version FROM contracts ORDER BY id'),
    ...rows(app.dataDir, 'SELECT id, reviewed_at FROM messages ORDER BY id'),
    ...rows(app.dataDir, 'SELECT id, revoked_at, replaced_by FROM api_keys ORDER BY id'),
    ...rows(app.dataDir, 'SELECT id, disabled_at, deleted_at FROM webhook_endpoints ORDER BY id'),
  ];

  test('whatever counts for nothing is 401 at every operation that is not public, and changes nothing', async () => {
    expect(guarded.length).toBeGreaterThanOrEqual(25);
    const before = standing();
    for (const [title, credential] of Object.entries(scheme.invalid)) {
      const asked = guarded.map(async (operation) => {
        const answer = await send(app, credential, callOf(operation, idFor(operation)));
        const seen = { title, operation: operation.name, status: answer.status, type: answer.body?.type };
        expect(seen).toEqual({ title, operation: operation.name, status: 401, type: '/problems/unauthorized' });
        expect(answer.headers.get('www-authenticate')).toMatch(/ realm="ndiyo"/);
      });
      await Promise.all(asked);
    }
    expect(standing()).toEqual(before);
  });

  test('each operation is opened by one scope alone, and names it to whoever lacks it', async () => {
    const openedBy = new Map<string, string[]>(guarded.map(({ name }) => [name, []]));
    const required = new Map<string, Set<string>>(guarded.map(({ name }) => [name, new Set()]));
    for (const scope of ALL_SCOPES) {
      const holder = await scheme.holder('community', [scope]);
      const asked = guarded.map(async (operation) => {
        const answer = await send(app, holder, callOf(operation, 'AG-2026-000000000'));
        expect({ scope, operation: operation.name, status: answer.status }).not.toMatchObject({ status: 401 });
        if (answer.status === 403) {
          required.get(operation.name)!.add(answer.body.required_scope ?? answer.body.required_role);
        } else openedBy.get(operation.name)!.push(scope);
      });
      await Promise.all(asked);
    }
    const byRole = guarded.map(({ name }) => name).filter((name) => openedBy.get(name)!.length === 0);
    expect(byRole.sort()).toEqual([...ONLY_ADMINS, ...ONLY_OPERATORS].sort());
    for (const { name } of guarded) {
      const role = ONLY_ADMINS.includes(name) ? 'admin' : 'operator';
      const wanted = byRole.includes(name) ? [role] : openedBy.get(name);
      expect({ name, required: [...required.get(name)!] }).toEqual({ name, required: wanted });
    }
  });

  test('what belongs to another account is 404 with every scope, and stays as it is', async () => {
    change(app.dataDir, ["INSERT INTO accounts (id, name, created_at) VALUES ('other', 'Other', '2026-01-01')"]);
    const stranger = await scheme.holder('other', ALL_SCOPES);
    const before = standing();
    const owned = guarded.filter(({ path }) => path.includes('{id}') && !path.startsWith(ACCOUNTS));
    expect(owned.length).toBeGreaterThanOrEqual(15);
    for (const operation of owned) {
      const call = callOf(operation, idFor(operation));
      const answer = await send(app, stranger, call);
      const [, kind = 'contract-not-found'] =
        Object.entries(ABSENT).find(([start]) => call.path.startsWith(start)) ?? [];
      expectProblem(answer, { kind: kind as ProblemKind, instance: call.path });
    }
    const { body } = await send(app, stranger, { method: 'GET', path: PATH });
    expect(body.contracts).toEqual([]);
    expect(standing()).toEqual(before);
  });

  test('HEAD asks for the same credential as GET', async () => {
    for (const operation of guarded.filter(({ method }) => method === 'GET')) {
      const answer = await send(app, nothing, { method: 'HEAD', path: callOf(operation, idFor(operation)).path });
      expect({ name: operation.name, status: answer.status }).toEqual({ name: operation.name, status: 401 });
    }
  });
});
