import { blake2b256Hex } from '../../src/crypto/blake2b.js';
import { aContract, aParty } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { expectProblem } from './expect-problem.js';

const PATH = '/api/v1/contracts';

let app: App;
beforeAll(async () => {
  app = await startApp();
}, 40_000);
afterAll(() => app.close());

async function create(body: object) {
  const answer = await app.http.post(PATH, body);
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 201 });
  const { contract_id } = answer.body;
  const text = (await app.http.get(`${PATH}/${contract_id}/document`)).text;
  return { answer, contract: answer.body, text, document: JSON.parse(text) };
}

test('a contract is answered with 201, its address, its hash and masked numbers', async () => {
  const { answer, contract } = await create(aContract());
  expect(answer.headers.get('location')).toBe(`${PATH}/${contract.contract_id}`);
  expect(contract).toMatchObject({
    contract_id: expect.stringMatching(/^AG-\d{4}-\d{9}$/),
    ...{ status: 'pending', version: 1, total_amount: '350000.00', currency: 'KES', hash_algorithm: 'blake2b-256' },
    ...{ confirmed_at: null, completed_at: null, external_id: null },
  });
  expect(contract.manage_token).toMatch(/^mt_[\w-]{43}$/);
  for (const party of contract.parties) expect(party.phone_number).toMatch(/^\+2547•••••\d{3}$/);
  expect(Date.parse(contract.expires_at) - Date.parse(contract.created_at)).toBe(24 * 3_600_000);
});

test.each([
  ['agricultural_supply', 'AG'],
  ['service_agreement', 'SV'],
  ['goods_purchase', 'GP'],
  ['logistics', 'LG'],
  ['loan_agreement', 'LN'],
  ['other', 'VC'],
])('an id of type %s begins with %s', async (contract_type, prefix) => {
  const { contract } = await create(aContract({ contract_type }));
  expect(contract.contract_id).toMatch(new RegExp(`^${prefix}-${new Date().getUTCFullYear()}-\\d{9,10}$`));
});

test("POST /contracts/create, the original's path, does the same", async () => {
  const answer = await app.http.post(`${PATH}/create`, aContract());
  expect(answer.status).toBe(201);
  expect((await app.http.get(answer.headers.get('location')!)).body.contract_id).toBe(answer.body.contract_id);
});

test.each([
  ['+254712300001', '+254712300001'],
  ['0712300001', '+254712300001'],
  ['0712 300-001', '+254712300001'],
  ['+254 (0) 712 300 001', '+254712300001'],
  ['254712300001', '+254712300001'],
  ['712300001', '+254712300001'],
  ['+255 754 300 001', '+255754300001'],
  ['+1 202 555 0123', '+12025550123'], // in the United States a number does not tell whether it is mobile
])('the number %s is stored as %s', async (phone_number, stored) => {
  const { document } = await create(aContract({ parties: [aParty({ phone_number }), aParty()] }));
  expect(document.parties[0].phone_number).toBe(stored);
});

test('a number that is possible but not yet allocated is accepted', async () => {
  await create(aContract({ parties: [aParty({ phone_number: '+254812345678' }), aParty()] }));
});

test('phone is accepted for phone_number', async () => {
  const { phone_number: _, ...buyer } = aParty();
  const { document } = await create(aContract({ parties: [aParty(), { ...buyer, phone: '+254712300002' }] }));
  expect(document.parties[1]).toMatchObject({ phone_number: '+254712300002' });
  expect(document.parties[1]).not.toHaveProperty('phone');
});

test.each([
  ['350000', '350000'],
  ['350000.00', '350000'],
  ['3500.5', '3500.5'],
  ['0.1', '0.1'],
  ['1e3', '1000'],
  ['0.00000015', '0.00000015'],
  ['123456789012.345', '123456789012.345'],
  ['1000000000000000', '1000000000000000'], // sixteen digits, of which one is significant
  ['-0', '0'],
  ['"350000.00"', '350000.00'],
  ['"999999999999999999.99999999"', '999999999999999999.99999999'],
])('the amount %s is stored as the string %s', async (written, stored) => {
  const body = JSON.stringify(aContract()).replace('"350000.00"', written);
  const answer = await app.http.raw('POST', PATH, body, { 'Content-Type': 'application/json' });
  expect(answer.body).toMatchObject({ total_amount: stored, terms: { total_amount: stored } });
});

test('further terms are kept and hashed exactly as given', async () => {
  const further = {
    variety: 'H614D',
    'moisture %': 13.5,
    organic: true,
    inspector: null,
    'names ': ["Ng'ang'a", 'Wanjirũ', '😀', '\u202eabc', '<b>&amp;'],
    nested: { depth: { of: [1, [2, [3, {}]]] } },
    largest: 9007199254740991,
    constructor: 'a name like any other',
    toString: 'too',
  };
  const { contract, document, text } = await create(aContract({ terms: { ...aContract().terms, ...further } }));
  expect(document.terms).toEqual({ ...aContract().terms, ...further });
  expect(contract.terms).toEqual(document.terms);
  expect(blake2b256Hex(text)).toBe(contract.contract_hash);
});

test('long texts, fifty parties and a transcript of 20,000 characters are kept whole', async () => {
  const parties = Array.from({ length: 50 }, () => aParty({ name: 'ñ'.repeat(250) }));
  const terms = { product: '😀'.repeat(250), note: 'x'.repeat(500) };
  const body = { ...aContract(), terms, parties, transcript: 'x'.repeat(20_000) };
  const { document, contract } = await create(body);
  expect(document.transcript).toHaveLength(20_000);
  expect(document.terms).toEqual(terms);
  expect(contract.parties.map((party: { party_id: string }) => party.party_id)).toEqual(
    parties.map((_, i) => `p${i + 1}`),
  );
});

test.each([
  ['10m', 600],
  ['36h', 129_600],
  ['90d', 7_776_000],
])('expires_in %s gives that much time', async (expires_in, seconds) => {
  const { contract } = await create(aContract({ expires_in }));
  expect(Date.parse(contract.expires_at) - Date.parse(contract.created_at)).toBe(seconds * 1_000);
});

test('an external_id names one contract of the account: the second is 409 and creates nothing', async () => {
  const { contract } = await create(aContract({ external_id: 'order 7' }));
  expect(contract.external_id).toBe('order 7');
  const answer = await app.http.post(PATH, aContract({ external_id: 'order 7' }));
  expectProblem(answer, { kind: 'external-id-taken', pointers: ['#/external_id'], instance: PATH });
  const { contracts } = (await app.http.get(`${PATH}?external_id=${encodeURIComponent('order 7')}`)).body;
  expect(contracts.map((one: { contract_id: string }) => one.contract_id)).toEqual([contract.contract_id]);
});

test('ten at once with one external_id: one is created, nine are 409', async () => {
  const bodies = Array.from({ length: 10 }, () => aContract({ external_id: 'order 8' }));
  const answers = await Promise.all(bodies.map((body) => app.http.post(PATH, body)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array(9).fill(409)]);
});
