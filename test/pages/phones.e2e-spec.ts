/** The simulated phones as a page, without a script: forms, and pages that are loaded anew. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { aContract, aParty, aPhone } from '../factories.js';
import type { Answer } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';

const [WANJIRU, OTIENO] = ['+254712345678', '+254723456789'] as const;

let app: App;
beforeAll(async () => {
  app = await startApp();
}, 40_000);
afterAll(() => app.close());

const locations: string[] = [];

async function send(
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const form = new URLSearchParams(fields).toString();
  const answer = await app.http.form(`/phones/${path}`, form, { Origin: app.url, ...headers });
  locations.push(answer.headers.get('location') ?? '');
  return answer;
}

const page = async (headers = {}): Promise<string> => (await app.http.get('/phones', headers)).text;
const pageWith = (...parts: RegExp[]) => until(page, (text) => parts.every((part) => part.test(text)));

/** One phone of the page. */
const phoneIn = (text: string, number: string): string =>
  text.split('<article').find((part) => part.includes(`value="${number}"`)) ?? '';
/** The reply on its green key. */
const readyYes = (text: string, number: string): string =>
  /name="text" value="([^"]+)" class="yes"/.exec(phoneIn(text, number))?.[1] ?? '';
const unescaped = (text: string) =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (entity) => ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" })[entity]!,
  );

test('two phones are there from the start, and say that they are simulated', async () => {
  const text = await page();
  expect(text).toContain('no text leaves this machine');
  for (const number of [WANJIRU, OTIENO]) expect(phoneIn(text, number)).toContain('No text yet.');
  expect(text).toMatch(/id="step-1" class="now"/);
});

test('a sample contract, a ready reply on each phone, confirmed, and the receipt opens', async () => {
  expect((await send('contracts', { seller: 'sw', buyer: 'en' })).headers.get('location')).toBe('/phones#step-2');
  const asked = await pageWith(/class="yes">NDIYO-\d{6}/, /class="yes">YES-\d{6}/);
  expect(asked).toMatch(/id="step-2" class="now"/);
  for (const number of [WANJIRU, OTIENO]) {
    const [, id] = /id="(phone-\w+)"/.exec(`<article${phoneIn(asked, number)}`)!;
    const answer = await send('replies', { phone_number: number, text: readyYes(asked, number) });
    expect(answer).toMatchObject({ status: 303 });
    expect(answer.headers.get('location')).toBe(`/phones#${id}`);
  }
  const done = await pageWith(/id="step-4" class="now"/, /CHECK [\dA-Z-]{14}/);
  expect(done).toContain('<span class="state-word good">confirmed</span>');
  expect(done.match(/said yes/g)).toHaveLength(2);
  expect(done).toMatch(/href="\/console\/contracts\/AG-\d{4}-\d{9}"/);
  const [, receipt] = /href="(\/c\/[\dA-Z-]{14})"/.exec(done)!;
  expect((await app.http.get(receipt!)).text).toContain('Wanjiru');
  expect(readyYes(done, WANJIRU)).toBe('');
});

test('the command it shows makes the same contract as typed, and the page shows that one next', async () => {
  const [, command] = /<pre tabindex="0"><code>([^<]+)<\/code>/.exec(await page())!;
  const { PATH = '' } = process.env;
  const made = JSON.parse(
    execFileSync('bash', ['-c', unescaped(command!)], { env: { PATH }, encoding: 'utf8', stdio: 'pipe' }),
  );
  const text = await pageWith(new RegExp(made.contract_id), /id="step-2" class="now"/);
  expect(text).toContain('has not replied');
});

test('each contract may be asked in either language', async () => {
  await send('contracts', { seller: 'en', buyer: 'sw' });
  const text = await until(page, (one) => /^NDIYO/.test(readyYes(one, OTIENO)) && /^YES/.test(readyYes(one, WANJIRU)));
  expect(text).toContain(unescaped('language&quot;:&quot;en').replaceAll('"', '&quot;'));
  expect((await send('contracts', { seller: 'en', buyer: 'fr' })).status).toBe(422);
});

test('a network that loses texts is shown as such, and so is the text it lost', async () => {
  await send('outcomes', { phone_number: OTIENO, outcome: 'failed' });
  await send('contracts', { seller: 'en', buyer: 'en' });
  const text = await pageWith(/class="text lost"/, /The text did not arrive\./);
  expect(phoneIn(text, OTIENO)).toContain('class="state-word waiting">loses texts');
  expect(phoneIn(text, WANJIRU)).toContain('class="state-word good">delivers texts');
  expect(readyYes(text, OTIENO)).not.toBe(/YES-\d{6}/.exec(phoneIn(text, OTIENO).split('class="text lost"')[1]!)![0]);
  await send('outcomes', { phone_number: OTIENO, outcome: 'delivered' });
  expect((await send('outcomes', { phone_number: OTIENO, outcome: 'eaten' })).status).toBe(422);
});

test('STOP shows that the number asked for no more texts, START undoes it', async () => {
  const number = WANJIRU;
  await send('replies', { phone_number: number, text: 'STOP' });
  const stopped = await until(page, (text) => phoneIn(text, number).includes('asked for no more texts'));
  expect(phoneIn(stopped, number)).toContain('value="START"');
  await send('replies', { phone_number: number, text: 'START' });
  await until(page, (text) => phoneIn(text, number).includes('value="STOP"'));
});

test('a phone may be added by its number, which is kept in a cookie and in no address', async () => {
  const number = aPhone();
  const answer = await send('numbers', { phone_number: ` ${number.replace('+254', '0')}` });
  expect(answer.status).toBe(303);
  const [cookie] = answer.headers.get('set-cookie')!.split(';');
  const text = await page({ Cookie: cookie! });
  expect(phoneIn(text, number)).toContain('No text yet.');
  expect(await page()).not.toContain(number);
  const wrong = await send('numbers', { phone_number: '12"><script>' });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('value="12&quot;&gt;&lt;script&gt;"');
  expect(wrong.text).toMatch(/<input[^>]*aria-invalid="true"/);
  expect((await app.http.get('/phones', { Cookie: 'ndiyo-phones=<script>.0.0.%00' })).status).toBe(200);
});

test('hostile names and replies are text, and a reply that is too long is refused by name', async () => {
  const [one, other] = [aPhone(), aPhone()];
  const name = '<img src=x onerror=alert(1)>';
  const parties = [aParty({ phone_number: one, name, role: 'seller' }), aParty({ phone_number: other, name })];
  await app.http.post('/api/v1/contracts', aContract({ parties }));
  await app.phones.code(one);
  await send('replies', { phone_number: one, text: '"><svg/onload=alert(1)>' });
  const text = await until(page, (seen) => seen.includes('svg/onload'));
  expect(text).not.toMatch(/<img|<svg|<script(?! src=)/);
  const refused = await send('replies', { phone_number: one, text: 'x'.repeat(1_001) });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('text may have at most 1000 characters');
});

test('a form from another site changes nothing', async () => {
  const answer = await send(
    'replies',
    { phone_number: OTIENO, text: 'from elsewhere' },
    { Origin: 'https://elsewhere.example' },
  );
  expect(answer.status).toBe(403);
  expect(await page()).not.toContain('from elsewhere');
});

test('no address and no log line held a number', async () => {
  const addresses = locations.join(' ');
  for (const number of [WANJIRU, OTIENO]) expect(addresses).not.toContain(number.slice(4));
  const logged = app
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  expect(logged.length).toBeGreaterThan(20);
  expect(logged.join('\n')).not.toMatch(/\+?254\d{9}/);
  const digest = createHash('sha256').update(WANJIRU).digest('hex').slice(0, 12);
  expect(addresses).not.toContain(digest); // nor what a number could be guessed from
});

test('six phones with their last texts weigh less than 60 KB with style and scripts, unpacked', async () => {
  for (let i = 0; i < 12; i++) {
    for (const phone_number of [WANJIRU, OTIENO])
      await send('replies', { phone_number, text: `${i} `.padEnd(120, 'word ') });
  }
  const text = await until(page, (seen) => seen.match(/class="reply"/g)!.length >= 20);
  const assets = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:css|js))"/g)].map(([, path]) => path!);
  expect(assets).toHaveLength(3);
  let bytes = Buffer.byteLength(text);
  for (const path of assets) bytes += Buffer.byteLength((await app.http.get(path)).text);
  expect(bytes).toBeLessThan(60_000);
});
