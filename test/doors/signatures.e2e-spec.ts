import { execFileSync, spawnSync } from 'node:child_process';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { blake2b256Hex } from '../../src/crypto/blake2b.js';
import { canonicalize } from '../../src/json/canonical-json.js';
import { keyIn } from '../../src/verifier/trust.js';
import { aContract } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';
import { holdsUnder, openJws, verifyReceipt } from '../verifier/unsandboxed.js';

const PATH = '/api/v1/contracts';

let app: App;
let jwks: JSONWebKeySet;
// biome-ignore lint/suspicious/noExplicitAny: the answer as it came
let contract: any;
let documentText: string;
let receiptText: string;

beforeAll(async () => {
  app = await startApp();
  jwks = (await app.http.get('/.well-known/jwks.json')).body;
  const body = aContract({ terms: { product: 'Mahindi ya ng’ombe 😀', price: 0.1, note: ' \u2028é\t"' } });
  contract = (await app.http.post(PATH, body)).body;
  const phones = body.parties.map((party) => party.phone_number);
  for (const phone of phones) await app.phones.reply(phone, `YES-${await app.phones.code(phone)}`);
  const at = `${PATH}/${contract.contract_id}`;
  await until(
    async () => (await app.http.get(`${at}/status`)).body.status,
    (status) => status === 'confirmed',
  );
  documentText = (await app.http.get(`${at}/document`)).text;
  receiptText = (await app.http.get(`${at}/receipt`)).text;
}, 40_000);
afterAll(() => app.close());

/** Verified by jose and by the portable verifier; both must say the same. */
async function payloadOf(jws: string, keys = jwks) {
  const opened = openJws(jws);
  const key = keys.keys.map((jwk) => keyIn(jwk)).find((one) => one !== undefined)!;
  const verified = await compactVerify(jws, createLocalJWKSet(keys), { algorithms: ['Ed25519'] }).catch(() => null);
  expect(holdsUnder(opened, key)).toBe(verified !== null);
  if (verified === null) return null;
  expect(verified.protectedHeader).toEqual({ alg: 'Ed25519', kid: keys.keys[0]!.kid });
  expect(JSON.parse(Buffer.from(verified.payload).toString())).toEqual(opened.payload);
  expect(Buffer.from(verified.payload).toString()).toBe(canonicalize(opened.payload));
  return opened.payload;
}

// Part of every Linux; elsewhere it is told by name that it was not asked.
const hasB2sum = spawnSync('b2sum', ['--version']).status === 0;
(hasB2sum ? test : test.skip)('b2sum -l 256 of the document is the contract hash', () => {
  const [hash] = execFileSync('b2sum', ['-l', '256'], { input: documentText, encoding: 'utf8' }).split(' ');
  expect(hash).toBe(contract.contract_hash);
});

test('the document is canonical JSON and says what was proposed', () => {
  const document = JSON.parse(documentText);
  expect(canonicalize(document)).toBe(documentText);
  expect(document).toMatchObject({
    ...{ $type: 'ndiyo.contract.v1', contract_id: contract.contract_id, version: 1 },
    ...{ terms: contract.terms, created_at: contract.created_at, expires_at: contract.expires_at },
    nonce: expect.stringMatching(/^[\w-]{22}$|^[0-9a-f]{32}$/),
  });
  expect(document).not.toHaveProperty('previous_hash');
});

test('the key set holds public Ed25519 keys under their thumbprints, and nothing secret', () => {
  expect(jwks.keys).toHaveLength(1);
  expect(jwks.keys[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', kid: expect.stringMatching(/^[\w-]{43}$/) });
  expect(jwks.keys[0]).not.toHaveProperty('d');
});

test('jose and the portable verifier agree that the attestation is signed, and on what it says', async () => {
  expect(await payloadOf(contract.signature)).toEqual({
    $type: 'ndiyo.attestation.v1',
    contract_id: contract.contract_id,
    version: 1,
    contract_hash: contract.contract_hash,
    created_at: contract.created_at,
    iss: jwks.keys[0]!.kid,
  });
});

test("jose and the portable verifier agree that the receipt is signed; it commits to every part's hash", async () => {
  const receipt = JSON.parse(receiptText);
  expect(receipt.document).toBe(documentText);
  expect(await payloadOf(receipt.attestation)).toMatchObject({ contract_hash: contract.contract_hash });
  expect(await payloadOf(receipt.signature)).toEqual({
    $type: 'ndiyo.receipt-statement.v1',
    contract_id: contract.contract_id,
    version: 1,
    contract_hash: contract.contract_hash,
    status: 'confirmed',
    decisions_hash: blake2b256Hex(canonicalize(receipt.decisions)),
    events_head: receipt.events.at(-1).hash,
    issued_at: expect.stringMatching(/^\d{4}-.*Z$/),
    iss: jwks.keys[0]!.kid,
  });
});

test('the portable verifier finds the receipt valid under the key set, and unchecked without a trusted key', () => {
  expect(verifyReceipt(receiptText, { jwks: jwks as never })).toMatchObject({
    outcome: 'valid',
    contract_id: contract.contract_id,
    status: 'confirmed',
  });
  expect(verifyReceipt(receiptText).outcome).toBe('unchecked');
});

test('another deployment’s key set verifies none of it', async () => {
  const other = await startApp();
  const { body: others } = await other.http.get('/.well-known/jwks.json');
  await other.close();
  expect(verifyReceipt(receiptText, { jwks: others }).outcome).toBe('invalid');
  for (const jws of [contract.signature, JSON.parse(receiptText).signature])
    expect(await payloadOf(jws, others)).toBeNull();
}, 40_000);
