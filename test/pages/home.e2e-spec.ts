/** The first page in each configuration, and the door for a receipt code. */
import { type Production, startProduction } from '../doors/production.js';
import { aContract } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';

let app: App;
let production: Production;
beforeAll(async () => {
  [app, production] = await Promise.all([startApp(), startProduction()]);
}, 60_000);
afterAll(() => Promise.all([app.close(), production.close()]));

const linksOf = (page: string) => [...page.matchAll(/href="(\/[^"#]*)"/g)].map(([, path]) => path!);

test('before anything is recorded it says what this is, that no text leaves the machine, and whose key signs', async () => {
  const { status, text, headers } = await app.http.get('/');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  const { keys } = (await app.http.get('/.well-known/jwks.json')).body;
  const root = (await app.http.get('/api/v1/log/checkpoint')).text.split('\n')[2]!;
  for (const said of ['no text leaves this machine', 'development', 'Nothing is recorded yet', keys[0].kid, root]) {
    expect(text).toContain(said);
  }
  const paths = ['/phones', '/console', '/docs', '/verify', '/problems', '/.well-known/jwks.json'];
  expect(linksOf(text)).toEqual(expect.arrayContaining([...paths, '/api/v1/log/checkpoint']));
  for (const path of linksOf(text))
    expect({ path, status: (await app.http.get(path)).status }).toEqual({
      path,
      status: path === '/console' ? 303 : 200,
    });
});

test('in production it names the real carrier, and leads only to what is open there', async () => {
  const { text } = await production.app.http.get('/');
  expect(text).toContain('Real texts, by Africa’s Talking.');
  expect(text).not.toMatch(/simulated|\/phones|\/console|\/docs/);
  for (const path of linksOf(text)) expect((await production.app.http.get(path)).status).toBe(200);
});

test('where a real carrier sends, the phones are not there for anybody; an unknown path stays a 404 problem', async () => {
  const { http } = production.app;
  for (const path of ['/phones', '/nowhere']) {
    expect(await http.get(path)).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
  }
  expect((await http.form('/phones/replies', 'phone_number=%2B254712345678&text=yes')).status).toBe(404);
});

test('in Swahili the page is Swahili', async () => {
  const { text, headers } = await app.http.get('/', { 'Accept-Language': 'sw' });
  expect(text).toContain('<html lang="sw">');
  expect(text).toContain('hakuna ujumbe unaotoka');
  expect(headers.get('content-language')).toBe('sw');
});

test('what is no code, and a code that opens nothing, are told in one way beside what was typed, escaped', async () => {
  for (const typed of ['', '0000-0000-0000', '"><script>alert(1)</script>', 'x'.repeat(5_000)]) {
    const answer = await app.http.form('/c', new URLSearchParams({ code: typed }).toString());
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('No receipt has that code');
    expect(answer.text).toMatch(/<input[^>]*aria-invalid="true"/);
    expect(answer.text).not.toContain('<script>alert');
  }
});

test('a code as somebody types it leads to its receipt, and stands in no log', async () => {
  const { http, phones } = app;
  const body = aContract();
  const { contract_id: id } = (await http.post('/api/v1/contracts', body)).body;
  for (const { phone_number: phone } of body.parties) await phones.reply(phone, `yes ${await phones.code(phone)}`);
  const { receipt_code: code } = await until(
    async () => (await http.get(`/api/v1/contracts/${id}`)).body,
    ({ receipt_code }) => receipt_code !== null,
  );
  const typed = ` ${code.toLowerCase().replaceAll('-', ' ')}`;
  const answer = await http.form('/c', new URLSearchParams({ code: typed }).toString());
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`/c/${code}`);
  expect((await http.get(`/c/${code}`)).status).toBe(200);
  expect(app.output()).not.toContain(code);
  const page = await until(
    async () => (await http.get('/')).text,
    (text) => /[1-9]\d* entr/.test(text),
  );
  expect(page).toMatch(/<time datetime="2\d{3}-[^"]+Z">/);
});
