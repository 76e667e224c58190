import { aContract, aParty } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { asIssuer, proposeAndConfirm } from '../stories/agreement.js';
import { inLog } from '../verifier/log.fixture.js';
import { aDecision, aDocument, makeReceipt } from '../verifier/receipt.fixture.js';
import { expectProblem } from './expect-problem.js';

const PATH = '/api/v1/receipts/verify';
const JSON_TYPE = { 'Content-Type': 'application/json' };

let app: App;
let receipt: string;
let id: string;
beforeAll(async () => {
  app = await startApp();
  const agreement = await proposeAndConfirm(app);
  id = agreement.id;
  receipt = (await asIssuer(app, agreement).get(`${agreement.path}/receipt`)).text;
}, 40_000);
afterAll(() => app.close());

const verify = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  app.http.raw('POST', PATH, body, { ...JSON_TYPE, ...headers });

test('a receipt of this service is valid, check by check, and what is not proven is said', async () => {
  const { status, body } = await verify(receipt);
  expect(status).toBe(200);
  expect(body).toMatchObject({ valid: true, outcome: 'valid', contract_id: id, status: 'confirmed' });
  expect(body.summary).toContain(`Version 1 of contract ${id} was confirmed`);
  expect(body.checks.filter(({ ok }: { ok: boolean }) => !ok)).toEqual([]);
  expect(body.checks.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining(['document', 'signature', 'signer', 'log']),
  );
  expect(body.not_proven.join()).toContain('SIMULATED');
});

test('one changed character is found, without an error', async () => {
  const { status, body } = await verify(receipt.replace('Maize', 'Maide'));
  expect([status, body.valid, body.outcome, body.status]).toEqual([200, false, 'invalid', null]);
  expect(body.checks.find(({ name }: { name: string }) => name === 'document').ok).toBe(false);
});

test('a receipt that another key signed is not this service’s', async () => {
  const { body } = await verify(JSON.stringify(inLog(makeReceipt()).receipt));
  expect(body.valid).toBe(false);
  expect(body.summary).toContain('which is not a trusted key');
});

test.each([
  ['nothing', '', 'it is not JSON'],
  ['no JSON', '<script>alert(1)</script>', 'it is not JSON'],
  ['a list', '[]', 'not a JSON object'],
  ['great depth', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'deeper than 64'],
])('a body of %s is judged like any other', async (_, text, detail) => {
  const { status, body } = await verify(text);
  expect([status, body.valid]).toEqual([200, false]);
  expect(body.checks).toEqual([{ name: 'shape', ok: false, detail: expect.stringContaining(detail) }]);
});

test('a part that is given twice is the verifier’s to see: the text reaches it as it was sent', async () => {
  const { body } = await verify(receipt.replace('{', '{"note":"Paid in full.",'));
  expect(body.summary).toContain('the name "note" is given twice');
});

test.each<[string | undefined, string, RegExp]>([
  [undefined, 'en', /was confirmed/],
  ['sw', 'sw', /umethibitishwa/],
  ['sw-KE,sw;q=0.9,en;q=0.8', 'sw', /umethibitishwa/],
  ['en-GB,sw;q=0.9', 'en', /was confirmed/],
  ['fr, SW;q=0.5', 'sw', /umethibitishwa/],
  ['sw;q=0', 'en', /was confirmed/],
  ['swahili; q=9, *', 'en', /was confirmed/],
])('Accept-Language %s is answered in %s', async (wanted, language, words) => {
  const answer = await verify(receipt, wanted === undefined ? {} : { 'Accept-Language': wanted });
  expect(answer.headers.get('content-language')).toBe(language);
  expect(answer.body.summary).toMatch(words);
});

test('what is no text, no JSON by its type, or larger than 1 MiB is a problem', async () => {
  expectProblem(await verify(new Uint8Array([0x7b, 0xff])), { kind: 'malformed-request', instance: PATH });
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  expectProblem(await verify(receipt, form), { kind: 'unsupported-media-type', instance: PATH });
  const large = await verify(' '.repeat(1024 * 1024 + 1));
  expectProblem(large, { kind: 'payload-too-large', instance: PATH });
  expect(large.body.detail).toBe('A body may have at most 1024 KiB here');
  expect((await verify(' '.repeat(1024 * 1024))).status).toBe(200);
});

test('the largest ordinary receipt fits: 50 parties, the longest names and transcript, 100 terms', async () => {
  const terms = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`term_${i}`.padEnd(24, 'x'), '"'.repeat(100)]),
  );
  const party = { ...aDocument().parties[0], name: '"'.repeat(500) };
  const parties = Array.from({ length: 50 }, (_, i) => ({ ...party, party_id: `p${i + 1}` }));
  const pointers = Object.keys(terms).map((name) => `/terms/${name}`);
  const texts_shown = ['a', 'b', 'c'].map((mark) => mark.repeat(480));
  const decisions = parties.map(({ party_id }) => aDecision(party_id, { terms_not_shown: pointers, texts_shown }));
  const document = { ...aDocument(), terms, transcript: '"'.repeat(20_000), parties };
  const text = JSON.stringify(inLog(makeReceipt({ document, decisions })).receipt);
  expect(text.length).toBeGreaterThan(400_000);
  const { body } = await verify(text);
  expect(body.checks.filter(({ ok }: { ok: boolean }) => !ok).map(({ name }: { name: string }) => name)).toEqual([
    ...['attestation', 'signature', 'signer'],
  ]);
});

test('it needs no credential, and counts against the limits by its size', async () => {
  const closed = await startApp({ env: { AUTH: 'api-key', THROTTLE: 'on', THROTTLE_OTHERS: '20' } });
  const ask = (text: string) => closed.http.raw('POST', PATH, text, JSON_TYPE);
  const left = async (text: string) => {
    const { status, headers } = await ask(text);
    return [status, Number(headers.get('x-ratelimit-remaining'))];
  };
  expect(await left('{}')).toEqual([200, 19]);
  expect(await left(' '.repeat(64 * 1024))).toEqual([200, 18]);
  expect(await left(' '.repeat(64 * 1024 + 1))).toEqual([200, 16]);
  expect(await left(' '.repeat(1024 * 1024))).toEqual([200, 0]);
  expectProblem(await ask('{}'), { kind: 'too-many-requests', instance: PATH });
  await closed.close();
});

test('a contract’s own door keeps its 64 KiB', async () => {
  const body = aContract({ transcript: 'x'.repeat(66_000), parties: [aParty(), aParty()] });
  const answer = await app.http.post('/api/v1/contracts', body);
  expectProblem(answer, { kind: 'payload-too-large', instance: '/api/v1/contracts' });
  expect(answer.body.detail).toBe('A body may have at most 64 KiB here');
});
