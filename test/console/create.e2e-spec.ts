/** A contract made in the console's form: what is typed, what comes of it, and what is told where nothing does. */
import { randomUUID } from 'node:crypto';
import { aPhone } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { contractCount } from '../stories/keyed.js';
import { aForm, type Fields, hiddenValue, send } from './forms.js';

const NEW = '/console/contracts/new';
const PREVIEW = '/console/contracts/preview';
const SWAHILI = { 'Accept-Language': 'sw' };
const HOSTILE = `<img src=x onerror=alert(1)>"'&</textarea>`;
const CREATES = 25;

let app: App;
beforeAll(async () => {
  const env = { INVITATIONS_PER_DAY: '2', SMS_BUDGET: '30', THROTTLE: 'on', THROTTLE_CREATE: String(CREATES) };
  app = await startApp({ env });
}, 30_000);
afterAll(() => app.close());

const create = (fields: Fields, headers = {}) => send(app.http, NEW, fields, headers);
const idIn = (location: string | null) =>
  /^\/console\/contracts\/([\w-]+)\?done=created$/.exec(location ?? '')?.[1] ?? '';

test('the form asks for the kind, the terms, two parties and a time; the currency of the country stands first', async () => {
  const page = await app.http.get(NEW);
  expect(page.status).toBe(200);
  expect(page.text).toContain('<option value="KES" selected>KES Kenyan Shilling</option>');
  expect(page.text.match(/name="parties\.\d+\.phone_number"/g)).toHaveLength(3); // one is the row to be added
  expect(hiddenValue(page, 'idempotency_key')).toMatch(/^[\da-f-]{36}$/);
  expect(page.text).not.toMatch(/ style=| on\w+=|<script(?! src)/);
  expect((await app.http.get(NEW, SWAHILI)).text).toContain('Mkataba mpya');
});

test('what was typed becomes the contract, and its parties get the texts that the preview showed', async () => {
  const form = aForm({
    'further.3.name': 'Payment',
    'further.3.value': 'half now',
    transcript: 'Sawa\r\nNdiyo',
    external_id: 'book 7',
  });
  const preview = await send(app.http, PREVIEW, form, { 'X-Part': '1' });
  const { status, headers } = await create(form);
  expect(status).toBe(303);
  const id = idIn(headers.get('location'));
  const { body } = await app.http.get(`/api/v1/contracts/${id}`);
  expect(body).toMatchObject({
    ...{ status: 'pending', contract_type: 'agricultural_supply', external_id: 'book 7', total_amount: '350000.00' },
    terms: { product: 'Maize', quantity: '100', unit_price: '3500.00', currency: 'KES', Payment: 'half now' },
    parties: [
      { name: 'Wanjiru Kamau', role: 'seller', language: 'sw' },
      { name: 'Otieno Traders', language: 'en' },
    ],
  });
  expect((await app.http.get(`/api/v1/contracts/${id}/document`)).text).toContain('"transcript":"Sawa\\nNdiyo"');
  for (const phone of [form['parties.0.phone_number']!, form['parties.1.phone_number']!]) {
    const code = await app.phones.code(phone);
    const [text] = await app.phones.texts(phone);
    expect(preview.text).toContain(`>${text!.replaceAll(code, '••••••')}</p>`);
  }
});

test('a form sent five times at once makes one contract, and each answer leads to it', async () => {
  const before = contractCount(app);
  const form = aForm({ idempotency_key: randomUUID() });
  const answers = await Promise.all(Array.from({ length: 5 }, () => create(form)));
  expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303]);
  expect(contractCount(app)).toBe(before + 1);
  const other = await create({ ...form, 'terms.quantity': '90' });
  expect(other.status).toBe(422);
  expect(other.text).toContain('has been sent once already');
  expect(other.text).toContain('value="90"');
  expect(hiddenValue(other, 'idempotency_key')).not.toBe(form.idempotency_key);
});

test('faults stand beside their fields in the language of the reader, and above them as ways there; nothing typed is lost', async () => {
  const faulty = aForm({
    'parties.1.phone_number': '12',
    'terms.unit_price': 'cheap',
    'terms.product': HOSTILE,
    'further.0.name': HOSTILE,
  });
  const before = contractCount(app);
  const { status, text } = await create(faulty, SWAHILI);
  expect(status).toBe(422);
  expect(text).toContain('<p class="fault" id="parties.1.phone_number-fault">Hii si namba ya simu.');
  expect(text).toContain('aria-describedby="parties.1.phone_number-fault" aria-invalid="true"');
  expect(text).toContain('<a href="#terms.unit_price">Bei ya kimoja</a>: Andika kiasi kwa tarakimu');
  expect(text).toMatch(/role="alert"><p>Mambo 3 yaangaliwe tena/);
  expect(text).not.toContain('<img');
  for (const typed of ['12', 'cheap', '100', 'Wanjiru Kamau']) expect(text).toContain(`value="${typed}"`);
  expect(contractCount(app)).toBe(before);
});

test('an own number that is taken is told at its field', async () => {
  const { status, text } = await create(aForm({ external_id: 'book 7' }));
  expect(status).toBe(409);
  expect(text).toContain('id="external_id-fault">Another contract has this number');
});

test('the form comes again with a row more or less, and with everything that was typed', async () => {
  const form = aForm({ 'terms.product': 'Beans', do: 'add-party' });
  const more = (await send(app.http, PREVIEW, form)).text;
  expect(more).toContain('name="parties.2.name"');
  expect(more).toContain('value="Beans"');
  expect(more).not.toContain('class="fault"');
  const less = (await send(app.http, PREVIEW, { ...form, 'parties.2.name': 'Asha', do: 'remove-party.0' })).text;
  expect(less).toContain('value="Asha" id="parties.1.name"');
  expect(less).not.toContain('Wanjiru Kamau');
});

test('a preview shows the exact texts in both languages, their cost, what does not fit and the faults so far; it writes nothing', async () => {
  const before = contractCount(app);
  const known = aForm();
  const form = {
    ...known,
    'terms.quality_requirements': 'Grade 1',
    'parties.1.phone_number': '12',
    'further.0.name': 'a/b~',
    'further.0.value': 'x',
  };
  const part = await send(app.http, PREVIEW, form, { 'X-Part': '1' });
  expect(part.text).toContain('2 people are asked, 2 SMS in all.');
  expect(part.text).toContain(
    'lang="en">Ndiyo: KES 350,000, 100 bags Maize, seller Wanjiru Kamau. More: TERMS ••••••. Reply YES-•••••• to agree, NO-•••••• to refuse.</p>',
  );
  expect(part.text).toMatch(/1 SMS, \d+ of 130 characters/);
  expect(part.text).toMatch(/Not in this text, or not whole:.*Quality.*<bdi>a\/b~<\/bdi>/);
  expect(part.text).toContain('<li data-field="parties.1.phone_number">This is no telephone number.');
  expect(part.text).not.toContain('<!doctype');
  const page = await send(app.http, PREVIEW, { ...form, do: 'preview' });
  expect(page.text).toContain('id="parties.1.phone_number-fault"');
  expect(page.text).toContain('Reply YES-••••••');
  expect((await app.http.get(PREVIEW)).headers.get('location')).toBe(NEW);
  expect(contractCount(app)).toBe(before);
});

test('a preview tells no number that is known here from one that is not', async () => {
  const form = aForm();
  const known = { ...form, 'parties.1.phone_number': aPhone() };
  expect((await create(known)).status).toBe(303);
  const [first, second] = await Promise.all(
    [form, known].map((one) => send(app.http, PREVIEW, one, { 'X-Part': '1' })),
  );
  expect(second!.text).toBe(first!.text);
});

test('fifty parties can be typed, and the fifty-first is told; the page of fifty stays light', async () => {
  const many = (count: number) =>
    aForm(Object.fromEntries(Array.from({ length: count }, (_, i) => [`parties.${i}.phone_number`, aPhone()])));
  const { text, headers } = await send(app.http, PREVIEW, many(50), { 'Accept-Encoding': 'gzip' });
  expect(text.match(/name="parties\.\d+\.phone_number"/g)).toHaveLength(51);
  expect(headers.get('content-encoding')).toBe('gzip');
  const over = await create(many(51));
  expect(over.status).toBe(422);
  expect(over.text).toContain('At most 50 people can take part.');
});

test('a number that was asked too often, and a day whose texts are spent, are told; what was typed is still there', async () => {
  const often = { 'parties.1.phone_number': aPhone() };
  for (const _ of [1, 2]) expect((await create(aForm(often))).status).toBe(303);
  const refused = await create(aForm({ ...often, 'terms.product': 'Sorghum' }), SWAHILI);
  expect(refused.status).toBe(429);
  expect(refused.text).toContain('Simu ya mhusika 2, au zinazoanza kama hiyo');
  expect(refused.text).toMatch(/Jaribu tena baada ya saa \d+\./);
  expect(refused.text).toContain('value="Sorghum"');
  const crowd = Array.from({ length: 30 }, (_, i) => [`parties.${i}.phone_number`, aPhone()]);
  const roles = Array.from({ length: 30 }, (_, i) => [`parties.${i}.role`, 'witness']);
  const spent = await create(aForm({ ...Object.fromEntries([...crowd, ...roles]), 'terms.product': 'Millet' }));
  expect(spent.status).toBe(429);
  expect(spent.text).toContain('The texts this service may send today are spent.');
  expect(spent.text).toContain('value="Millet"');
});

test('too many contracts in a minute are told in the form as well, with when to try again', async () => {
  const typed = aForm({ 'terms.product': 'Cassava', external_id: 'book 7' }); // refused each time: it costs no text
  let answer = await create(typed);
  for (let i = 0; i < CREATES && answer.status === 409; i++) answer = await create(typed);
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(answer.text).toContain('That was too often in a short time. Try again in 1 minute');
  expect(answer.text).toContain('value="Cassava"');
});

test('a page of another site makes no contract', async () => {
  expect((await create(aForm(), { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
});
