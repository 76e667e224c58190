import { aContract } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { CONTRACTS } from '../stories/agreement.js';

const LIST = '/console/contracts';
const FROM_HERE = { 'Sec-Fetch-Site': 'same-origin' };
const MANY = 22;

let app: App;
const made: { id: string; phones: string[] }[] = [];
beforeAll(async () => {
  app = await startApp();
  for (let i = 0; i < MANY; i++) {
    const contract_type = i === 0 ? 'loan_agreement' : 'agricultural_supply';
    const body = aContract({ contract_type, external_id: `order/${i}` });
    const { contract_id: id } = (await app.http.post(CONTRACTS, body)).body;
    made.push({ id, phones: body.parties.map((party) => party.phone_number) });
  }
}, 40_000);
afterAll(() => app.close());

const idsIn = (text: string): string[] =>
  [...text.matchAll(/<a class="strong" href="\/console\/contracts\/([^"]+)"/g)].map(([, id]) => id!);
const idsAt = async (path: string) => idsIn((await app.http.get(path)).text);
const search = (q: string) => app.http.form(`${LIST}/search`, String(new URLSearchParams({ q })), FROM_HERE);

test('twenty contracts stand on a page, newest first, and the older ones on the next', async () => {
  const { text } = await app.http.get(LIST);
  const [, older = ''] = /href="(\/console\/contracts\?cursor=[^"]+)"/.exec(text) ?? [];
  const newest = made.map(({ id }) => id).reverse();
  expect(idsIn(text)).toEqual(newest.slice(0, 20));
  expect(await idsAt(older)).toEqual(newest.slice(20));
});

test('filters narrow the list, also together, and a wrong one is as none', async () => {
  const [loan] = made;
  const today = new Date().toISOString().slice(0, 10);
  expect(await idsAt(`${LIST}?status=pending&contract_type=loan_agreement&from=${today}&to=${today}`)).toEqual([
    loan!.id,
  ]);
  for (const nothing of ['status=confirmed', 'to=2020-01-01', 'from=2999-01-01']) {
    expect(await idsAt(`${LIST}?${nothing}`)).toEqual([]);
  }
  expect(await idsAt(`${LIST}?status=%3Cscript%3E&from=yesterday&contract_type=`)).toHaveLength(20);
  expect((await app.http.get(`${LIST}?cursor=nonsense`)).status).toBe(400);
});

test('an id leads to the contract, one’s own id to its list, a number to its contracts without standing in an address', async () => {
  const { id, phones } = made[3]!;
  expect((await search(` ${id.toLowerCase()} `)).headers.get('location')).toBe(`${LIST}/${id}`);
  const own = (await search('order/7')).headers.get('location')!;
  expect(await idsAt(own)).toEqual([made[7]!.id]);
  const byNumber = await search(phones[0]!);
  expect([byNumber.status, byNumber.headers.get('location')]).toEqual([200, null]);
  expect(idsIn(byNumber.text)).toEqual([id]);
  expect(byNumber.text).not.toMatch(new RegExp(`(href|action)="[^"]*${phones[0]!.slice(4)}`));
  expect(idsIn((await search('+254711999999')).text)).toEqual([]);
  expect((await search('')).headers.get('location')).toBe(LIST);
});

test('it speaks Swahili to whoever chose it, on every page from then on', async () => {
  const { headers, text } = await app.http.get(`${LIST}?language=sw`);
  expect(text).toContain('<html lang="sw">');
  const [cookie] = headers.get('set-cookie')!.split(';');
  expect(cookie).toBe('ndiyo-language=sw');
  const later = await app.http.get(LIST, { Cookie: `other=1; ${cookie}`, 'Accept-Language': 'en' });
  expect(later.text).toContain('<h1>Mikataba</h1>');
  expect((await app.http.get(`${LIST}?language=xx`)).headers.get('set-cookie')).toBeNull();
  const missing = await app.http.get(`${LIST}/AG-2026-000000000?language=sw`);
  expect([missing.status, missing.text.includes('<h1>Hakuna mkataba kama huo</h1>')]).toEqual([404, true]);
});
