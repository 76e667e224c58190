import type { ProblemKind } from '../../src/problems/problem.js';
import { aContract, aParty, aPhone } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { expectProblem } from './expect-problem.js';

const PATH = '/api/v1/contracts';
const JSON_TYPE = 'application/json';

let app: App;
let known: number;
const countContracts = async () => (await app.http.get(`${PATH}?limit=100`)).body.contracts.length;
beforeAll(async () => {
  app = await startApp();
}, 40_000);
afterAll(() => app.close());
beforeEach(async () => {
  known = await countContracts();
});
afterEach(async () => expect(await countContracts()).toBe(known)); // nothing was created

/** The JSON text of a good contract, with one piece of it replaced. */
const spoiled = (piece: string | RegExp, by: string): string => JSON.stringify(aContract()).replace(piece, by);

let count = 0;
async function refuses(
  body: string | Uint8Array | undefined,
  kind: ProblemKind,
  pointers: string[] = [],
  type: string | null = JSON_TYPE,
) {
  const requestId = `bad-body-${++count}`;
  const headers = { 'X-Request-ID': requestId, ...(type !== null && { 'Content-Type': type }) };
  expectProblem(await app.http.raw('POST', PATH, body, headers), { kind, pointers, instance: PATH, requestId });
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const malformed: [title: string, body: string | Uint8Array, pointers?: string[]][] = [
  ['a text that is no JSON', 'contract_type=other'],
  ['JSON that ends too early', '{"contract_type": "other"'],
  ['a comma too many', '{"contract_type": "other",}'],
  ['single quotes', "{'contract_type': 'other'}"],
  ['a second value behind the first', '{} {}'],
  ['NaN', spoiled('"350000.00"', 'NaN')],
  ['Infinity', spoiled('"350000.00"', '-Infinity')],
  ['a raw control character in a text', spoiled('Maize', 'Ma\u0000ize')],
  ['bytes that are not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['a byte order mark', `\ufeff${JSON.stringify(aContract())}`],
  ['a key given twice', spoiled('"terms"', '"contract_type":"other","terms"'), ['#/contract_type']],
  ['a key given twice, once escaped', spoiled('"unit"', '"produc\\u0074":"Beans","unit"'), ['#/terms/product']],
  ['a party key given twice', spoiled('"name"', '"role":"buyer","name"'), ['#/parties/0/role']],
  ['a depth of 33', spoiled('"Maize"', nested(31))],
  ['a depth of 5,000', nested(5_000)],
  ['a depth of 5,000 within the terms', spoiled('"Maize"', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`)],
];

test.each(malformed)('%s is 400, read in no way', (_, ...[body, pointers]) =>
  refuses(body, 'malformed-request', pointers),
);

const wrongJson: [title: string, body: string, pointer: string][] = [
  ['an array', '[]', '#'],
  ['a text', '"contract"', '#'],
  ['a number', '1', '#'],
  ['the escape of NUL', spoiled('Maize', 'Ma\\u0000ize'), '#/terms/product'],
  ['half a surrogate pair', spoiled('Maize', '\\ud83d'), '#/terms/product'],
  ['the other half', spoiled('Maize', '\\ude00 x'), '#/terms/product'],
  ['a key with half a surrogate pair', spoiled('"Maize"', '"Maize","\\ud83d":1'), '#/terms'],
  ['a key __proto__', spoiled('"Maize"', '"Maize","__proto__":{"a":1}'), '#/terms/__proto__'],
  ['a key __proto__ at the top', spoiled('"terms"', '"__proto__":{"terms":{}},"terms"'), '#/__proto__'],
  ['1e999', spoiled('"350000.00"', '1e999'), '#/terms/total_amount'],
  ['an integer beyond 2^53', spoiled('"100"', '9007199254740993'), '#/terms/quantity'],
  ['an integer beyond 2^53 in a term of the client', spoiled('"Maize"', '"Maize","plot":1e30'), '#/terms/plot'],
  ['an amount with 16 significant digits', spoiled('"350000.00"', '1234567890.123456'), '#/terms/total_amount'],
  ['a whole amount with 16 significant digits', spoiled('"350000.00"', '1234567890123456'), '#/terms/total_amount'],
];

test.each(wrongJson)('%s is 422 and named', (_, body, pointer) => refuses(body, 'invalid-value', [pointer]));

test('a body of 65 KiB is 413, and one of 64 KiB is read', async () => {
  const padded = (size: number) => JSON.stringify({ padding: '' }).replace('""', `"${'x'.repeat(size - 14)}"`);
  await refuses(padded(65 * 1024), 'payload-too-large');
  await refuses(padded(64 * 1024), 'invalid-value', ['#/padding']);
});

test.each([
  ['text/plain', JSON.stringify(aContract())],
  ['application/x-www-form-urlencoded', 'contract_type=other'],
  ['multipart/form-data; boundary=x', '--x--'],
  ['application/xml', '<contract/>'],
  ['', JSON.stringify(aContract())],
])('the content type %j is 415', (type, body) => refuses(body, 'unsupported-media-type', [], type));

test.each(['gzip', 'br', 'deflate', 'identity, gzip'])(
  'a body announced as %s is 415, compressed or not',
  async (encoding) => {
    const headers = { 'Content-Type': JSON_TYPE, 'Content-Encoding': encoding };
    const { status, body } = await app.http.raw('POST', PATH, JSON.stringify(aContract()), headers);
    expect([status, body.type]).toEqual([415, '/problems/unsupported-media-type']);
  },
);

test('the JSON null is no empty body, also where none is needed', async () => {
  await refuses('null', 'invalid-value', ['#']);
  const { body: contract } = await app.http.post(PATH, aContract());
  known++;
  for (const move of ['cancel', 'activate', 'complete', 'dispute', 'resend']) {
    const at = `${PATH}/${contract.contract_id}/${move}`;
    const mine = { 'Content-Type': JSON_TYPE, Authorization: `Bearer ${contract.manage_token}` };
    expect((await app.http.raw('POST', at, 'null', mine)).status).toBe(422);
  }
});

test('an empty body is 422 and names what is missing', async () => {
  await refuses('', 'invalid-value', ['#/contract_type', '#/terms', '#/parties']);
  await refuses(undefined, 'invalid-value', ['#/contract_type', '#/terms', '#/parties'], null);
});

const long = (length: number) => 'x'.repeat(length);
const withTerms = (changes: object) => ({ terms: { ...aContract().terms, ...changes } });
const withBuyer = (changes: object) => ({ parties: [aParty({ role: 'seller' }), { ...aParty(), ...changes }] });
const SAME = '+254712345678';

const wrongValues: [title: string, changes: Record<string, unknown>, pointers: string[]][] = [
  ['an unknown field', { colour: 'red' }, ['#/colour']],
  ['two unknown fields', { colour: 'red', 'a/b~c': 1 }, ['#/colour', '#/a~1b~0c']],
  ['an unknown field of a party', withBuyer({ email: 'a@example.com' }), ['#/parties/1/email']],
  ['an unknown contract type', { contract_type: 'marriage' }, ['#/contract_type']],
  ['an unknown role', withBuyer({ role: 'king' }), ['#/parties/1/role']],
  ['an unknown language', withBuyer({ language: 'fr' }), ['#/parties/1/language']],
  ['no terms', { terms: undefined }, ['#/terms']],
  ['empty terms', { terms: {} }, ['#/terms']],
  ['terms that are a list', { terms: [] }, ['#/terms']],
  ['no parties', { parties: [] }, ['#/parties']],
  ['one party', { parties: [aParty()] }, ['#/parties']],
  ['51 parties', { parties: Array.from({ length: 51 }, () => aParty()) }, ['#/parties']],
  ['a number that is impossible', withBuyer({ phone_number: '+25471' }), ['#/parties/1/phone_number']],
  ['a number that is none', withBuyer({ phone_number: 'Otieno' }), ['#/parties/1/phone_number']],
  ['a number within a sentence', withBuyer({ phone_number: `call ${SAME}` }), ['#/parties/1/phone_number']],
  ['a fixed line', withBuyer({ phone_number: '+254202000000' }), ['#/parties/1/phone_number']],
  ['a premium number', withBuyer({ phone_number: '+254900223456' }), ['#/parties/1/phone_number']],
  ['a number with an extension', withBuyer({ phone_number: `${SAME} ext. 5` }), ['#/parties/1/phone_number']],
  ['no number', withBuyer({ phone_number: undefined }), ['#/parties/1/phone_number']],
  ['phone and phone_number at once', withBuyer({ phone: SAME }), ['#/parties/1/phone_number']],
  [
    'the same number twice',
    { parties: [aParty({ phone_number: SAME }), aParty({ phone_number: SAME })] },
    ['#/parties/1/phone_number'],
  ],
  [
    'the same number twice, once in its national form',
    { parties: [aParty({ phone_number: '0712 345 678' }), aParty(), aParty({ phone_number: SAME })] },
    ['#/parties/2/phone_number'],
  ],
  ['a negative amount', withTerms({ total_amount: '-1.00' }), ['#/terms/total_amount']],
  ['a negative amount as a number', withTerms({ unit_price: -3500 }), ['#/terms/unit_price']],
  ['a negative quantity', withTerms({ quantity: '-5' }), ['#/terms/quantity']],
  ['an amount in words', withTerms({ total_amount: 'a lot' }), ['#/terms/total_amount']],
  ['an amount with a comma', withTerms({ total_amount: '350,000.00' }), ['#/terms/total_amount']],
  ['an amount with an exponent', withTerms({ total_amount: '3.5e5' }), ['#/terms/total_amount']],
  ['an unknown currency', withTerms({ currency: 'KSH' }), ['#/terms/currency']],
  ['a currency in lower case', withTerms({ currency: 'kes' }), ['#/terms/currency']],
  ['a deadline that is no date', withTerms({ delivery_deadline: '2026-02-30' }), ['#/terms/delivery_deadline']],
  ['a term of 501 characters', withTerms({ product: long(501) }), ['#/terms/product']],
  ['a term of the client of 501 characters', withTerms({ note: long(501) }), ['#/terms/note']],
  ['a long text deep in a term', withTerms({ note: { lines: ['a', long(501)] } }), ['#/terms/note/lines/1']],
  ['a name of 501 characters', withBuyer({ name: long(501) }), ['#/parties/1/name']],
  ['a transcript of 20,001 characters', { transcript: long(20_001) }, ['#/transcript']],
  ['an external id of 256 characters', { external_id: long(256) }, ['#/external_id']],
  ...['9m', '91d', '0h', '24', 'h', '1w', '1.5h', '-1h', ''].map(
    (expires_in): [string, Record<string, unknown>, string[]] => [
      `expires_in ${JSON.stringify(expires_in)}`,
      { expires_in },
      ['#/expires_in'],
    ],
  ),
];

test.each(wrongValues)('%s is 422 and named', (_, changes, pointers) =>
  refuses(JSON.stringify(aContract(changes)), 'invalid-value', pointers),
);

test('every fault is told at once, the first of them in a sentence', async () => {
  const body = { ...aContract(), contract_type: 'x', expires_in: 'x', parties: [{ phone_number: aPhone() }] };
  const answer = await app.http.post(PATH, body);
  expectProblem(answer, {
    kind: 'invalid-value',
    pointers: ['#/contract_type', '#/expires_in', '#/parties', '#/parties/0/role'],
    instance: PATH,
  });
  expect(answer.body.detail).toMatch(/^contract_type must be one of .*\(and 3 more\)$/);
});
