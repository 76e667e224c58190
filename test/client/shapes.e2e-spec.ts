/** The types are written by hand: the compiler compares them with the service's own, and real answers are held against both. */
import type { z } from 'zod';
import type { keySchema } from '../../src/access/api-keys.schemas.js';
import type { loginSchema } from '../../src/access/sign-in.schemas.js';
import type * as T from '../../src/client/client.js';
import { createClient, NdiyoProblem } from '../../src/client/client.js';
import type * as document from '../../src/contracts/contract-document.js';
import type { ChainedEvent } from '../../src/evidence/chained-event.js';
import type * as statements from '../../src/evidence/statements.js';
import type * as access from '../../src/openapi/access-shapes.js';
import * as shapes from '../../src/openapi/answer-shapes.js';
import { usageShape } from '../../src/openapi/usage-operations.js';
import * as hooks from '../../src/openapi/webhook-shapes.js';
import type { confirmSchema, declineSchema } from '../../src/rest/answers.schemas.js';
import type { changeSchema, createSchema, listSchema, searchSchema } from '../../src/rest/contracts.schemas.js';
import type { usageSchema } from '../../src/rest/usage.schemas.js';
import type { endpointChangeSchema, endpointSchema } from '../../src/rest/webhook-endpoints.schemas.js';
import type { ListedJwk } from '../../src/signing/signing-keys.service.js';
import { aContract, aParty } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';
import { failure } from './scripted-server.js';

type Of<List extends unknown[]> = List[number];
type Args<Method extends (...args: never[]) => unknown> = Parameters<Method>[1];
/** `Mine` fits `Theirs`, and neither has a name that the other lacks. */
type Agrees<Mine, Theirs> = [Mine] extends [Theirs]
  ? [Exclude<Keys<Mine>, Keys<Theirs>>, Exclude<Keys<Theirs>, Keys<Mine>>] extends [never, never]
    ? true
    : false
  : false;
type Keys<One> = One extends unknown ? keyof One : never;
type Contract = z.infer<typeof shapes.contractShape>;

// `npm run types` refuses a line whose two types disagree.
const AGREED = {
  contract: true satisfies Agrees<T.Contract, Contract>,
  party: true satisfies Agrees<T.Party, Of<Contract['parties']>>,
  proposal: true satisfies Agrees<T.Proposal, NonNullable<Contract['proposal']>>,
  created: true satisfies Agrees<T.CreatedContract, z.infer<typeof shapes.createdShape>>,
  asked: true satisfies Agrees<T.Asked, z.infer<typeof shapes.askedShape>>,
  usage: true satisfies Agrees<T.Usage, z.infer<typeof usageShape>>,
  usageFilter: true satisfies Agrees<T.UsageFilter, z.input<typeof usageSchema>>,
  page: true satisfies Agrees<T.ContractPage, z.infer<typeof shapes.pageShape>>,
  progress: true satisfies Agrees<T.ContractProgress, z.infer<typeof shapes.statusShape>>,
  message: true satisfies Agrees<T.Message, Of<z.infer<typeof shapes.messagesShape>['messages']>>,
  event: true satisfies Agrees<T.ContractEvent, ChainedEvent>,
  document: true satisfies Agrees<T.ContractDocument, document.ContractDocument>,
  decision: true satisfies Agrees<T.Decision, statements.Decision>,
  key: true satisfies Agrees<T.PublicKey, ListedJwk>,
  keySet: true satisfies Agrees<T.PublicKey, Of<z.infer<typeof shapes.jwksShape>['keys']>>,
  answered: true satisfies Agrees<
    T.Answered,
    z.infer<typeof shapes.answeredShape> | z.infer<typeof shapes.codeSentShape>
  >,
  verdict: true satisfies Agrees<T.ReceiptVerdict, z.infer<typeof shapes.verdictShape>>,
  apiKey: true satisfies Agrees<T.ApiKey, z.infer<typeof access.keyShape>>,
  madeKey: true satisfies Agrees<T.CreatedApiKey, z.infer<typeof access.madeKeyShape>>,
  keys: true satisfies Agrees<T.ApiKeyPage, z.infer<typeof access.keysShape>>,
  newKey: true satisfies Agrees<T.NewApiKey, z.input<typeof keySchema>>,
  login: true satisfies Agrees<T.Login, z.input<typeof loginSchema>>,
  endpoint: true satisfies Agrees<T.WebhookEndpoint, z.infer<typeof hooks.endpointShape>>,
  madeEndpoint: true satisfies Agrees<T.CreatedWebhookEndpoint, z.infer<typeof hooks.madeEndpointShape>>,
  deliveries: true satisfies Agrees<
    Of<T.WebhookDeliveryPage['deliveries']>,
    Of<z.infer<typeof hooks.deliveriesShape>['deliveries']>
  >,
  newEndpoint: true satisfies Agrees<T.NewWebhookEndpoint, z.input<typeof endpointSchema>>,
  endpointChange: true satisfies Agrees<T.WebhookEndpointChange, z.input<typeof endpointChangeSchema>>,
  create: true satisfies Agrees<T.NewContract, z.input<typeof createSchema>>,
  change: true satisfies Agrees<T.ContractChange, z.input<typeof changeSchema>>,
  search: true satisfies Agrees<T.SearchFilter, z.input<typeof searchSchema>>,
  list: true satisfies Agrees<Omit<T.ListFilter, 'limit'>, Omit<z.input<typeof listSchema>, 'limit'>>,
  confirm: true satisfies Agrees<Args<T.Client['contracts']['confirm']>, z.input<typeof confirmSchema>>,
  decline: true satisfies Agrees<Args<T.Client['contracts']['decline']>, z.input<typeof declineSchema>>,
};

let app: App;
let anybody: T.Client;
beforeAll(async () => {
  app = await startApp();
  anybody = createClient({ baseUrl: app.url, retries: 0 });
});
afterAll(() => app.close());

const create = () => anybody.contracts.create(aContract() as T.NewContract);
const issuerOf = ({ manage_token }: T.Contract) =>
  createClient({ baseUrl: app.url, manageToken: manage_token ?? '', retries: 0 });

test('every type agrees with the service’s own', () => {
  expect(Object.values(AGREED)).not.toContain(false);
});

test('every call about a contract is answered as its type says', async () => {
  const parties = [aParty({ role: 'seller' }), aParty()];
  const created = await anybody.contracts.create(aContract({ parties }) as T.NewContract);
  const { contract_id: id } = created;
  const { contracts } = issuerOf(created);
  shapes.createdShape.parse(created);
  shapes.contractShape.parse(await contracts.get(id));
  shapes.askedShape.parse(await contracts.resend(id, { party_id: 'p1' }));
  shapes.contractShape.parse(await contracts.update(id, { terms: { product: 'Beans', stored_in: ['sacks'] } }));
  for (const { phone_number } of parties) {
    shapes.answeredShape.parse(await anybody.contracts.confirm(id, { phone_number }));
  }
  shapes.contractShape.parse(await contracts.update(id, { terms: { product: 'Beans', quantity: 5 } }));
  shapes.contractShape.parse(await contracts.get(id)); // with a proposal
  for (const move of ['activate', 'dispute', 'activate', 'complete'] as const) {
    shapes.contractShape.parse(await contracts[move](id, { reason: 'season' }));
  }
  shapes.statusShape.parse(await contracts.status(id));
  shapes.eventsShape.parse(await contracts.events(id));
  shapes.messagesShape.parse(await contracts.messages(id));
  usageShape.parse(await anybody.usage({ day: '2026-11-22' }));
  const { text, document } = await contracts.document(id, { version: 2 });
  expect(JSON.parse(text)).toEqual(shapes.documentShape.parse(document));
  const { text: exact, receipt } = await contracts.receipt(id);
  expect(JSON.parse(exact)).toEqual(shapes.receiptShape.parse(receipt));
  expect(receipt.document).toBe(text);
  expect(shapes.verdictShape.parse(await anybody.receipts.verify(exact))).toMatchObject({
    ...{ valid: true, contract_id: id, status: 'confirmed' },
    summary: expect.stringContaining('was confirmed'),
  });
  const swahili = shapes.verdictShape.parse(await anybody.receipts.verify('no receipt', { language: 'sw' }));
  expect(swahili).toMatchObject({ valid: false, contract_id: null, status: null });
  expect(swahili.summary).toContain('Risiti hii haiwezi kutegemewa');
  expect((await anybody.jwks()).keys).toEqual([expect.objectContaining({ kty: 'OKP', crv: 'Ed25519' })]);
});

test('a party that declines, and an issuer that cancels, are answered as their types say', async () => {
  const parties = [aParty(), aParty()];
  const { contract_id: id } = await anybody.contracts.create(aContract({ parties }) as T.NewContract);
  const { phone_number } = parties[0]!;
  const answer = await anybody.contracts.decline(id, { phone_number, reason: 'too late' });
  expect(shapes.answeredShape.parse(answer)).toMatchObject({ status: 'declined', all_signed: false });
  const other = await create();
  shapes.contractShape.parse(await issuerOf(other).contracts.cancel(other.contract_id));
});

test('every call about a webhook endpoint is answered as its type says', async () => {
  const { webhookEndpoints } = anybody;
  const made = await webhookEndpoints.create({ url: 'http://127.0.0.1:1/', event_types: ['contract.confirmed'] });
  const { endpoint_id: id } = hooks.madeEndpointShape.parse(made);
  hooks.endpointShape.parse(await webhookEndpoints.update(id, { description: 'books', event_types: null }));
  hooks.madeEndpointShape.parse(await webhookEndpoints.rotateSecret(id, { expire_previous_after: '1h' }));
  const { delivery_id } = hooks.queuedShape.parse(await webhookEndpoints.test(id));
  hooks.queuedShape.parse(await webhookEndpoints.resend(id, delivery_id));
  hooks.recoveryShape.parse(await webhookEndpoints.recover(id, { since: made.created_at }));
  const { deliveries } = await until(
    () => webhookEndpoints.deliveries(id, { limit: 1 }),
    (page) => page.deliveries[0]!.attempts.length > 0,
  );
  hooks.deliveriesShape.parse({ deliveries, next_cursor: null });
  expect(deliveries[0]!.attempts[0]!.error).toBe('could not be sent: ECONNREFUSED');
  hooks.endpointsShape.parse(await webhookEndpoints.list({ limit: 1 }));
  await webhookEndpoints.remove(id);
  expect(await failure(webhookEndpoints.get(id))).toMatchObject({ kind: 'endpoint-not-found' });
});

test('pages are walked one contract after the other, by filter and by telephone number', async () => {
  const phone_number = '+254723999777';
  const ids: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    const parties = [aParty({ phone_number }), aParty()];
    const contract = aContract({ contract_type: 'logistics', parties }) as T.NewContract;
    ids.push((await anybody.contracts.create(contract)).contract_id);
  }
  const idsOf = async (contracts: AsyncIterable<T.Contract>) => {
    const seen: string[] = [];
    for await (const { contract_id } of contracts) seen.push(contract_id);
    return seen.sort();
  };
  const { contracts } = anybody;
  expect(await idsOf(contracts.listAll({ contract_type: 'logistics', limit: 2 }))).toEqual(ids.sort());
  expect(await idsOf(contracts.searchAll({ phone_number, limit: 3 }))).toEqual(ids);
  expect(await idsOf(contracts.listAll({ contract_type: 'loan_agreement' }))).toEqual([]);
  shapes.pageShape.parse(await contracts.search({ phone_number, limit: 1 }));
  shapes.pageShape.parse(await contracts.list({ limit: 100 }));
});

test('the service’s problems arrive with their kind, faults and members', async () => {
  const bad = { ...aContract(), expires_in: 'soon' } as T.NewContract;
  const invalid = await failure(anybody.contracts.create(bad));
  expect(invalid).toBeInstanceOf(NdiyoProblem);
  expect(invalid).toMatchObject({ kind: 'invalid-value', status: 422, errors: [{ pointer: '#/expires_in' }] });
  expect(invalid.requestId).toMatch(/./);
  const created = await create();
  const { contracts } = issuerOf(created);
  const early = await failure(contracts.activate(created.contract_id));
  expect(early).toMatchObject({ kind: 'move-not-allowed', members: { current_status: 'pending' } });
  expect(await failure(contracts.receipt(created.contract_id))).toMatchObject({ kind: 'nothing-decided' });
  expect(await failure(contracts.get('AG-2026-000000000'))).toMatchObject({ kind: 'contract-not-found' });
  expect(await failure(anybody.contracts.cancel(created.contract_id))).toMatchObject({ kind: 'unauthorized' });
  expect(await failure(anybody.request('GET', '/api/v1/nowhere'))).toMatchObject({ kind: 'not-found' });
});

test('a request that is lost on its way back makes one contract, under the key of its tries', async () => {
  let lost = 0;
  const losing: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    if (lost >= 3) return response;
    lost += 1;
    await response.body?.cancel();
    throw new TypeError('fetch failed');
  };
  const { contracts } = createClient({ baseUrl: app.url, fetch: losing, random: () => 0 });
  const body = aContract({ external_id: 'lost three times' }) as T.NewContract;
  const { contract_id } = await contracts.create(body);
  const found = await anybody.contracts.list({ external_id: 'lost three times' });
  expect(found.contracts.map((one) => one.contract_id)).toEqual([contract_id]);
});

test('an API key opens what is closed to others', async () => {
  const apiKey = 'k'.repeat(40);
  const closed = await startApp({ env: { API_KEY: apiKey } });
  const own = createClient({ baseUrl: closed.url, apiKey, retries: 0 });
  const parties = [aParty({ phone_number: '+254723999778' }), aParty()];
  const { contract_id, manage_token } = await own.contracts.create(aContract({ parties }) as T.NewContract);
  expect(manage_token).toBeUndefined();
  expect((await own.contracts.get(contract_id)).parties[0]?.phone_number).toBe('+254723999778');
  for (const options of [{}, { apiKey: 'x'.repeat(40) }]) {
    const stranger = createClient({ baseUrl: closed.url, ...options });
    expect(await failure(stranger.contracts.get(contract_id))).toMatchObject({ kind: 'unauthorized' });
  }
  await until(
    () => own.contracts.messages(contract_id),
    ({ messages }) => messages.every(({ status }) => status !== 'queued'),
  );
  expect(await closed.close()).toBe(0);
});
