import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { NdiyoWebhookRefused, verifyWebhook, type WebhookCheck } from '../../src/client/client.js';
import { failure } from './scripted-server.js';

const NOW_S = 1_674_087_231;
const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const BODY =
  '{"type":"contract.confirmed","timestamp":"2026-12-15T08:00:00Z","data":{"contract_id":"AG-1","name":"Wanjirũ"}}';
const ID = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W';

const hmacOf = (text: string, secret = SECRET) =>
  `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
    .update(text)
    .digest('base64')}`;
const pair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { privateKey, publicKey: `whpk_${Buffer.from(x, 'base64url').toString('base64')}` };
};
const ed25519Of = (text: string, key: KeyObject) => `v1a,${sign(null, Buffer.from(text), key).toString('base64')}`;
const headersOf = (signature: string, timestamp: number | string = NOW_S, id = ID) => ({
  ...{ 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature },
});
const good = () => headersOf(hmacOf(`${ID}.${NOW_S}.${BODY}`));
const check = (changes: Partial<WebhookCheck> = {}) =>
  verifyWebhook({ secrets: SECRET, headers: good(), body: BODY, now: () => NOW_S * 1_000, ...changes });
const refused = async (changes: Partial<WebhookCheck>) => {
  const error = await failure(check(changes));
  expect(error).toBeInstanceOf(NdiyoWebhookRefused);
  return error.message as string;
};

// The vectors with which the specification's own libraries test their signing: keys, id, time, body, signature.
describe('the published vectors', () => {
  const published = { body: '{"test": 2432232314}', now: () => 1_614_265_330_000 };
  const by = (signature: string) => headersOf(signature, 1_614_265_330, 'msg_p5jXN8AQM9LWM0D4loKWxJek');

  test('of a shared secret', async () => {
    const secrets = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const headers = by('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    expect(await verifyWebhook({ ...published, secrets, headers })).toEqual({ test: 2432232314 });
  });

  test('of a key pair', async () => {
    const seed = Buffer.from('VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=', 'base64');
    const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
    const { x = '' } = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })).export({
      format: 'jwk',
    });
    const publicKeys = `whpk_${Buffer.from(x, 'base64url').toString('base64')}`;
    const headers = by('v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==');
    expect(await verifyWebhook({ ...published, publicKeys, headers })).toEqual({ test: 2432232314 });
  });
});

test('a signed webhook gives its payload, from text, bytes, and headers of either sort', async () => {
  const expected = JSON.parse(BODY);
  expect(await check()).toEqual(expected);
  expect(await check({ body: Buffer.from(BODY) })).toEqual(expected);
  expect(await check({ headers: new Headers(good()) })).toEqual(expected);
  const capitals = Object.fromEntries(Object.entries(good()).map(([name, value]) => [name.toUpperCase(), value]));
  expect(await check({ headers: capitals })).toEqual(expected);
});

test('while a secret is being changed, one valid signature of several is enough, under any of the secrets', async () => {
  const other = `whsec_${randomBytes(24).toString('base64')}`;
  const text = `${ID}.${NOW_S}.${BODY}`;
  const both = headersOf(`v2,AAAA ${hmacOf(text, other)} v1,%%% v1, ${hmacOf(text)}`);
  expect(await check({ headers: both })).toEqual(JSON.parse(BODY));
  expect(await check({ secrets: [other, SECRET] })).toEqual(JSON.parse(BODY));
  expect(await refused({ secrets: [other] })).toMatch(/no signature/);
});

test('Ed25519 signatures are checked with public keys, and only with them', async () => {
  const [mine, other] = [pair(), pair()];
  const signature = ed25519Of(`${ID}.${NOW_S}.${BODY}`, mine.privateKey);
  const headers = headersOf(`${hmacOf('something else')} ${signature}`);
  expect(await check({ secrets: [], publicKeys: mine.publicKey, headers })).toEqual(JSON.parse(BODY));
  expect(await check({ publicKeys: [other.publicKey, mine.publicKey], headers })).toEqual(JSON.parse(BODY));
  await refused({ secrets: [], publicKeys: other.publicKey, headers });
  await refused({ headers });
  await refused({ secrets: [], publicKeys: mine.publicKey, headers: headersOf(signature.replace('v1a', 'v1')) });
});

describe('what is not believed', () => {
  const text = `${ID}.${NOW_S}.${BODY}`;
  const bare = hmacOf(text).slice(3);

  test.each([
    ['another body', { body: `${BODY} ` }],
    ['a body that was parsed and written again', { body: JSON.stringify(JSON.parse(BODY), null, 2) }],
    ['another id', { headers: { ...good(), 'webhook-id': 'msg_other' } }],
    ['another time', { headers: { ...good(), 'webhook-timestamp': String(NOW_S + 1) } }],
    ['part of a signature', { headers: headersOf(hmacOf(text).slice(0, 20)) }],
    ['an empty signature', { headers: headersOf('v1,') }],
    ['a signature without its version', { headers: headersOf(bare) }],
    ['a signature of another version', { headers: headersOf(`v2,${bare}`) }],
    ['a signature with something behind it', { headers: headersOf(`v1,${bare}A`) }],
    ['nothing but spaces', { headers: headersOf('   ') }],
  ])('%s', async (_, changes) => {
    expect(await refused(changes)).toBe('no signature of the webhook is valid');
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'a webhook without %s, or with two',
    async (name) => {
      expect(await refused({ headers: { ...good(), [name]: undefined } })).toBe(`${name} is missing`);
      expect(await refused({ headers: { ...good(), [name]: '' } })).toBe(`${name} is missing`);
      const [value = ''] = Object.entries(good()).flatMap(([key, one]) => (key === name ? one : []));
      expect(await refused({ headers: { ...good(), [name]: [value, value] } })).toBe(`${name} is there more than once`);
      expect(await refused({ headers: { ...good(), [name.toUpperCase()]: value } })).toMatch(/more than once/);
    },
  );

  test.each(['hello', '-1', '1674087231.0', '1e9', ' 1674087231', '0x10'])('the time %j', async (timestamp) => {
    expect(await refused({ headers: headersOf(hmacOf(`${ID}.${timestamp}.${BODY}`), timestamp) })).toMatch(
      /whole seconds/,
    );
  });

  test('a signed body that is no JSON, or no UTF-8', async () => {
    for (const body of [Buffer.from('{'), Buffer.from([0x22, 0xff, 0x22]), Buffer.alloc(0)]) {
      const signed = Buffer.concat([Buffer.from(`${ID}.${NOW_S}.`), body]);
      const mac = createHmac('sha256', Buffer.from(SECRET.slice(6), 'base64'))
        .update(signed)
        .digest('base64');
      expect(await refused({ body, headers: headersOf(`v1,${mac}`) })).toMatch(/holds no JSON/);
    }
  });
});

test.each([
  [-301, 300, false],
  [-300, 300, true],
  [300, 300, true],
  [301, 300, false],
  [11, 10, false],
  [0, 0, true],
])('a webhook of %i s from now under a tolerance of %i s: %s', async (offset, toleranceSeconds, isBelieved) => {
  const headers = headersOf(hmacOf(`${ID}.${NOW_S + offset}.${BODY}`), NOW_S + offset);
  const work = check({ headers, toleranceSeconds });
  if (isBelieved) expect(await work).toEqual(JSON.parse(BODY));
  else expect((await failure(work)).message).toMatch(/s from now/);
});

test.each([
  ['no key', { secrets: [] }],
  ['a secret without its prefix', { secrets: SECRET.slice(6) }],
  ['an empty secret', { secrets: 'whsec_' }],
  ['a short secret', { secrets: `whsec_${randomBytes(23).toString('base64')}` }],
  ['a secret that is no base64', { secrets: `${SECRET}!` }],
  ['a public key as a secret', { secrets: pair().publicKey }],
  ['a secret as a public key', { publicKeys: SECRET }],
  ['a public key of another length', { publicKeys: `whpk_${randomBytes(33).toString('base64')}` }],
  ['a body that somebody parsed', { body: JSON.parse(BODY) }],
])('%s is the caller’s own mistake: a TypeError, which tells no secret', async (_, changes) => {
  const error = await failure(check(changes));
  expect(error).toBeInstanceOf(TypeError);
  expect(error.message).not.toContain(SECRET.slice(6, 20));
});
