import { aContract, aParty, aPhone } from '../factories.js';
import { deliveryForm, inboundForm } from '../fakes/fake-carrier.js';
import { until } from '../until.js';
import { verifyReceipt } from '../verifier/unsandboxed.js';
import { expectProblem } from './expect-problem.js';
import { type Production, startProduction } from './production.js';

const PATH = '/api/v1/contracts';

let production: Production;
beforeAll(async () => {
  production = await startProduction();
}, 60_000);
afterAll(() => production.close());

const { get, post, form } = {
  get: (path: string, headers = {}) => production.app.http.get(path, headers),
  post: (path: string, body: unknown, headers = {}) => production.app.http.post(path, body, headers),
  form: (path: string, text: string) => production.app.http.form(path, text),
};

const textsTo = (phone: string) => production.carrier.journal.filter(({ form }) => form.to === phone);
const codeSentTo = async (phone: string) => {
  const [text] = await until(
    () => textsTo(phone),
    (texts) => texts.length > 0,
  );
  return { code: /\b\d{6}\b/.exec(text!.form.message!)![0], messageId: text!.messageIds[0]! };
};

test('the main job: two texts leave by the real SDK, two replies come back, the contract is confirmed with grade B', async () => {
  const body = aContract();
  const created = await post(PATH, body);
  expect(created.status).toBe(201);
  const { contract_id: id, manage_token: token } = created.body;
  const mine = { Authorization: `Bearer ${token}` };
  for (const { phone_number: phone, language } of body.parties) {
    const { code, messageId } = await codeSentTo(phone);
    expect(textsTo(phone)).toHaveLength(1);
    const [{ path, form: sent }] = textsTo(phone) as [(typeof production.carrier.journal)[0]];
    expect(path).toBe('/version1/messaging');
    expect(sent).toMatchObject({ username: 'ndiyo', from: '20880', to: phone });
    expect(sent.message).toContain(language === 'sw' ? `NDIYO-${code}` : `YES-${code}`);
    expect((await form(production.callbacks.sms, inboundForm({ from: phone, text: `yes ${code}` }))).status).toBe(200);
    const delivered = deliveryForm({ id: messageId, status: 'Success', phoneNumber: phone });
    expect((await form(production.callbacks.delivery, delivered)).status).toBe(200);
  }
  const status = await get(`${PATH}/${id}/status`);
  expect(status.body).toMatchObject({ status: 'confirmed', progress: { signed: 2, total: 2, complete: true } });
  for (const { phone_number } of body.parties) expect(status.text).not.toContain(phone_number);
  const { body: contract } = await get(`${PATH}/${id}`, mine);
  for (const [i, party] of contract.parties.entries()) {
    expect(party).toMatchObject({ status: 'confirmed', channel: 'sms', evidence_grade: 'B', delivery: 'delivered' });
    expect(party.phone_number).toBe(body.parties[i]!.phone_number);
  }
  const { messages } = (await get(`${PATH}/${id}/messages`, mine)).body;
  expect(messages.filter((one: { kind: string }) => one.kind === 'invitation')).toEqual([
    expect.objectContaining({ carrier: 'africastalking', status: 'delivered', cost: 'KES 0.8000' }),
    expect.objectContaining({ carrier: 'africastalking', status: 'delivered', cost: 'KES 0.8000' }),
  ]);
  const { text: receipt } = await get(`${PATH}/${id}/receipt`, mine);
  const { body: jwks } = await get('/.well-known/jwks.json');
  expect(verifyReceipt(receipt, { jwks })).toMatchObject({ outcome: 'valid', status: 'confirmed' });
});

test('a reply without proof is refused, and changes and stores nothing', async () => {
  const body = aContract();
  const { contract_id: id, manage_token: token } = (await post(PATH, body)).body;
  const phone = body.parties[1]!.phone_number;
  const { code } = await codeSentTo(phone);
  const text = inboundForm({ from: phone, text: `yes ${code}` });
  const wrongToken = `${production.callbacks.sms.slice(0, -1)}${production.callbacks.sms.endsWith('A') ? 'B' : 'A'}`;
  const otherKind = production.callbacks.sms.replace(/[^/]+$/, production.callbacks.delivery.split('/').at(-1)!);
  for (const path of ['/api/v1/webhooks/africastalking/sms', '/api/v1/sms/webhook', wrongToken, otherKind]) {
    const answer = await form(path, text);
    expect({ path, type: answer.body.type }).toEqual({ path, type: '/problems/callback-not-proven' });
    expect(answer.text).not.toContain(path.split('/').at(-1)!.slice(0, 20).padEnd(20, '!'));
  }
  const { messages } = (await get(`${PATH}/${id}/messages`, { Authorization: `Bearer ${token}` })).body;
  expect(messages.every((message: { direction: string }) => message.direction === 'out')).toBe(true);
  expect((await get(`${PATH}/${id}/status`)).body.progress.signed).toBe(0);
});

test('over REST a listed number is not enough: a code goes to the phone, whoever asks is told the same', async () => {
  const body = aContract();
  const { contract_id: id } = (await post(PATH, body)).body;
  const phone = body.parties[1]!.phone_number;
  await codeSentTo(phone);
  const confirm = (more: object) => post(`${PATH}/${id}/confirm`, more);
  const [party, stranger] = [await confirm({ phone_number: phone }), await confirm({ phone_number: aPhone() })];
  for (const answer of [party, stranger]) {
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ status: 'code_sent', expires_at: expect.stringMatching(/Z$/) });
  }
  const texts = await until(
    () => textsTo(phone),
    (seen) => seen.length === 2,
  );
  const oneTime = /\b\d{6}\b/.exec(texts[1]!.form.message!)![0];
  const { code: replyCode } = await codeSentTo(phone);
  for (const code of [replyCode, '000000']) {
    const answer = await confirm({ phone_number: phone, code });
    expectProblem(answer, { kind: 'wrong-code', pointers: ['#/code'], instance: `${PATH}/${id}/confirm` });
  }
  const done = await confirm({ phone_number: phone, code: oneTime });
  expect(done.body).toMatchObject({ status: 'pending', contract_id: id, all_signed: false });
  expect(done.text).not.toContain(phone);
});

test('without a credential a contract has at most five parties', async () => {
  const parties = (count: number) => Array.from({ length: count }, () => aParty());
  const answer = await post(PATH, aContract({ parties: parties(6) }));
  expectProblem(answer, { kind: 'invalid-value', pointers: ['#/parties'], instance: PATH });
  expect((await post(PATH, aContract({ parties: parties(5) }))).status).toBe(201);
});

test('the first lines of the log say loudly that anybody may create', () => {
  expect(production.app.output()).toContain('AUTH=none in production');
});

test('transport security is demanded, and no origin may call from elsewhere', async () => {
  const { headers } = await get('/livez', { Origin: 'http://localhost:3000' });
  expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/);
  expect(headers.get('access-control-allow-origin')).toBeNull();
});

test('the documentation and the simulator are not there, and health names no version', async () => {
  for (const path of ['/docs', '/openapi.json']) expect((await get(path)).status).toBe(404);
  for (const path of ['/api/v1/simulator/messages']) expect((await get(path)).status).toBe(404);
  const reply = { phone_number: aPhone(), text: 'yes' };
  expect((await post('/api/v1/simulator/replies', reply)).status).toBe(404);
  const { body } = await get('/health');
  expect(body).toMatchObject({ live: true, status: 'ready' });
  expect(body).not.toHaveProperty('versions');
});
