import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { verifyWebhook } from '../../src/client/client.js';
import { parseSigningKey } from '../../src/crypto/ed25519.js';
import { signedHeaders, writePublicKey, writeSecret } from '../../src/outbound-webhooks/webhook-signature.js';

// The vectors with which the specification's own libraries test their signing.
const VECTOR_ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const VECTOR_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const VECTOR_SEED = Buffer.from('VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=', 'base64').toString('hex');
const VECTOR_AT = new Date(1_614_265_330_000);
const key = parseSigningKey(VECTOR_SEED);

test('the published vectors come out, of a shared secret and of a key pair', () => {
  const headers = signedHeaders(VECTOR_ID, '{"test": 2432232314}', { secrets: [VECTOR_SECRET], key }, VECTOR_AT);
  expect(headers).toEqual({
    'webhook-id': VECTOR_ID,
    'webhook-timestamp': '1614265330',
    'webhook-signature':
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==',
  });
});

const secrets = [writeSecret(randomBytes(32)), writeSecret(randomBytes(32))];
const body = '{"type":"contract.confirmed","timestamp":"2026-12-15T08:00:00.123Z","data":{"name":"Wanjirũ \u{1f600}"}}';
const headers = () => signedHeaders('evt_AG-2026-482913705_3', body, { secrets, key }, new Date());

test.each(secrets)('the reference implementation verifies what is signed with %#', (secret) => {
  expect(new Webhook(secret).verify(body, headers())).toEqual(JSON.parse(body));
  expect(() => new Webhook(secret).verify(`${body} `, headers())).toThrow(/signature/);
});

test('the reference implementation refuses another secret', () => {
  expect(() => new Webhook(writeSecret(randomBytes(32))).verify(body, headers())).toThrow(/signature/);
});

test('our own client verifies it with each secret and with the public key', async () => {
  const publicKeys = writePublicKey(key);
  expect(await verifyWebhook({ publicKeys, headers: headers(), body })).toEqual(JSON.parse(body));
  for (const one of secrets) {
    expect(await verifyWebhook({ secrets: one, headers: headers(), body })).toEqual(JSON.parse(body));
  }
});
