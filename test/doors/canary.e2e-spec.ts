import { createHmac } from 'node:crypto';
import { aContract, aParty } from '../factories.js';
import { inboundForm } from '../fakes/fake-carrier.js';
import type { Answer, Http } from '../http.js';
import { Phones } from '../phones.js';
import { type App, startApp } from '../start-app.js';
import { storedBytes } from '../story-database.js';
import { until } from '../until.js';

const PATH = '/api/v1/contracts';
const [SELLER, BUYER, STRANGER] = ['+254733847261', '+254733847262', '+254733847263'];
const NUMBERS = [SELLER, BUYER, STRANGER];
const SECRETS = {
  WEBHOOK_SECRET: 'canary-webhook-4d1f6b0e92a74c58b3e6d0f1a2958c77',
  SECRET_KEY: 'canary-root-9a3c5e7f1b2d4068a1c3e5f7092b4d6f',
};
const API_KEY = 'ndy_test_canary_71c0e5b8d24f4a6f9b3e08d7c6a51f92';
const WRONG_KEY = 'ndy_test_canary_wrong_0d7c6a51f92e08b3';
const TOKEN = createHmac('sha256', SECRETS.WEBHOOK_SECRET).update('africastalking/sms').digest('base64url');

/** What was collected from one run, by where it was found. */
interface Story {
  app: App;
  client: Http;
  phones: Phones;
  codes: string[];
  manageToken: string | undefined;
  /** Answers in which neither a number nor a secret has any business. */
  answers: Map<string, string>;
}

async function tell(app: App, client: Http): Promise<Story> {
  const phones = new Phones(client);
  const story: Story = { app, client, phones, codes: [], manageToken: undefined, answers: new Map() };
  const keep = (name: string, answer: Answer) => {
    story.answers.set(name, `${[...answer.headers].join('\n')}\n${answer.text}`);
    return answer;
  };
  const parties = [aParty({ phone_number: SELLER, language: 'sw' }), aParty({ phone_number: BUYER })];
  const { body: contract } = await client.post(PATH, aContract({ parties, external_id: 'canary' }));
  story.manageToken = contract.manage_token;
  const at = `${PATH}/${contract.contract_id}`;
  const [seller, buyer] = [await phones.code(SELLER), await phones.code(BUYER)];
  story.codes.push(seller, buyer);
  for (const phone_number of [BUYER, STRANGER]) {
    keep(
      `confirm ${phone_number === BUYER ? 'party' : 'stranger'}`,
      await client.post(`${at}/confirm`, { phone_number }),
    );
  }
  const oneTime = await phones.code(BUYER, 2);
  story.codes.push(oneTime);
  keep('a reply code over REST', await client.post(`${at}/confirm`, { phone_number: BUYER, code: seller }));
  keep('a code that is no code', await client.post(`${at}/confirm`, { phone_number: BUYER, code: `${oneTime}1` }));
  await phones.reply(BUYER, `STATUS ${buyer}`);
  await phones.reply(BUYER, `TERMS ${buyer}`);
  await phones.reply(BUYER, `call me on ${SELLER} about ${buyer} and ${buyer.slice(0, 3)} ${buyer.slice(3)}`);
  await phones.reply(STRANGER, `YES ${buyer}`);
  await phones.reply(SELLER, `ndiyo${seller}`);
  keep('a right code', await client.post(`${at}/confirm`, { phone_number: BUYER, code: oneTime }));
  await until(
    async () => (await client.get(`${at}/status`)).body.status,
    (status) => status === 'confirmed',
  );
  for (const [name, answer] of await mistakes(app, client, contract.contract_id, seller)) keep(name, answer);
  for (const page of ['/docs', '/openapi.json', '/health', '/readyz', '/livez', '/.well-known/jwks.json'])
    keep(page, await client.get(page));
  for (const part of ['', '/status', '/events', '/messages']) keep(`contract${part}`, await client.get(at + part));
  keep('list', await client.get(PATH));
  keep('search', await client.post(`${PATH}/search`, { phone_number: BUYER }));
  keep('terms in a change', await client.put(at, { terms: { product: 'Beans' } }));
  return story;
}

/** What people get wrong with the canaries in hand. */
async function mistakes(app: App, client: Http, id: string, code: string): Promise<[string, Answer][]> {
  const text = inboundForm({ from: SELLER, text: `YES ${code}` });
  const query = `phone_number=${encodeURIComponent(BUYER)}&code=${code}&api_key=${API_KEY}`;
  const bad = { phone_number: `${BUYER}${BUYER}`, code };
  return [
    ['wrong key', await app.http.get(PATH, { 'X-API-Key': WRONG_KEY })],
    ['wrong token', await app.http.get(PATH, { Authorization: `Bearer ${API_KEY}` })],
    ['query', await client.get(`${PATH}?${query}`)],
    ['unknown address', await client.get(`/nowhere?${query}`)],
    ['unreadable address', await client.get(`/api/v1/contracts/%E0%A4%A?${query}`)],
    ['wrong method', await client.raw('DELETE', `${PATH}?${query}`, undefined, {})],
    ['unproven callback', await app.http.form(`/api/v1/webhooks/africastalking/sms?${query}`, text)],
    [
      'callback with another kind’s token',
      await app.http.form(`/api/v1/webhooks/africastalking/delivery/${TOKEN}`, text),
    ],
    ['proven JSON callback', await app.http.post(`/api/v1/webhooks/africastalking/sms/${TOKEN}`, { text })],
    ['repeated callback', await app.http.form(`/api/v1/sms/webhook/${TOKEN}`, text)],
    ['callback by GET', await app.http.get(`/api/v1/webhooks/africastalking/sms/${TOKEN}`)],
    ['bad value', await client.post(`${PATH}/${id}/confirm`, bad)],
    ['late answer', await client.post(`${PATH}/${id}/decline`, { phone_number: BUYER, reason: 'too late' })],
    ['bad JSON', await client.raw('POST', PATH, `{"phone_number": ${BUYER}`, { 'Content-Type': 'application/json' })],
  ];
}

/** Standing by itself or glued to a word: six digits within a hash or a UUID are no code. */
const codePattern = (code: string) => new RegExp(`(?<![0-9a-f])${code.slice(0, 3)}[ -]?${code.slice(3)}(?![0-9a-f])`);

function placesOf(texts: Map<string, string>, isThere: (text: string) => boolean): string[] {
  return [...texts].filter(([, text]) => isThere(text)).map(([place]) => place);
}

const numbersIn = (text: string) => NUMBERS.some((number) => text.includes(number.slice(1)));
const secretsIn = (text: string) =>
  [...Object.values(SECRETS), API_KEY, WRONG_KEY, TOKEN].some((one) => text.includes(one));

describe.each<[string, Record<string, string>, Record<string, string>]>([
  ['anybody reads', {}, {}],
  ['an API key reads', { AUTH: 'api-key', API_KEY }, { 'X-API-Key': API_KEY }],
])('where %s', (_, access, headers) => {
  let app: App;
  let story: Story;
  const places = (isThere: (text: string) => boolean) =>
    placesOf(new Map([...story.answers, ['output', story.app.output()], ...storedBytes(story.app.dataDir)]), isThere);

  beforeAll(async () => {
    const env = { ...SECRETS, ...access, CONFIRM_CODE: 'required', LOG_LEVEL: 'trace', DEBUG: 'true' };
    app = await startApp({ env });
    story = await tell(app, app.http.with(headers));
  }, 60_000);
  afterAll(() => app.close());

  test('no reply code and no one-time code is in any answer, log line, message, event or byte of the database', async () => {
    const id = (await story.client.get(PATH)).body.contracts[0].contract_id;
    for (const part of ['document', 'receipt'])
      story.answers.set(part, (await story.client.get(`${PATH}/${id}/${part}`)).text);
    expect(new Set(story.codes).size).toBe(3);
    for (const code of story.codes) expect(places((text) => codePattern(code).test(text))).toEqual([]);
    // The same search finds them where they belong: on the phones.
    const shown = new Map([['phones', JSON.stringify(await story.phones.thread(BUYER))]]);
    expect(placesOf(shown, (text) => codePattern(story.codes[1]!).test(text))).toEqual(['phones']);
    for (const part of ['document', 'receipt']) story.answers.delete(part);
  });

  test('no secret, key or token is in any answer, log line or byte of the database', () => {
    expect(places(secretsIn)).toEqual([]);
    const { manageToken } = story;
    if (manageToken !== undefined) expect(places((text) => text.includes(manageToken))).toEqual([]);
  });

  test('no number is in any log line, error or page; document, receipt and the simulator’s own view are exempt', () => {
    const seesNumbers = /^(contract|contract\/messages|list|search|terms in a change)$/;
    const masked = [...story.answers].filter(([name]) => !('AUTH' in access && seesNumbers.test(name)));
    expect(placesOf(new Map([...masked, ['output', story.app.output()]]), numbersIn)).toEqual([]);
    expect(story.app.output()).toContain('"level":20'); // it did log all there is to log
  });
});
