/** New terms in the console's form: made from the present ones, and only from those. */
import { randomUUID } from 'node:crypto';
import { aContract, aParty } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { rows } from '../story-database.js';
import { type Fields, hiddenValue, send } from './forms.js';

const TERMS = {
  ...{ product: ' Maize', quantity: '100', unit: 'bags', total_amount: '350000.00', currency: 'KES' },
  ...{ Payment: 'half now ', bags: 5, paid: false, notes: { a: [1, '<b>'] }, empty: '' },
};

let app: App;
beforeAll(async () => {
  app = await startApp();
}, 30_000);
afterAll(() => app.close());

const pathOf = (id: string) => `/console/contracts/${id}/amend`;
const contract = async (id: string) => (await app.http.get(`/api/v1/contracts/${id}`)).body;

async function agreed(changes: object = {}) {
  const parties = [aParty({ role: 'seller', name: 'Wanjiru Kamau', language: 'sw' }), aParty()];
  const { body } = await app.http.post('/api/v1/contracts', aContract({ parties, terms: TERMS, ...changes }));
  const answer = (phone_number: string, word = 'confirm') =>
    app.http.post(`/api/v1/contracts/${body.contract_id}/${word}`, { phone_number });
  const phones = parties.map(({ phone_number }) => phone_number);
  return { id: body.contract_id as string, phones, answer, manage: body.manage_token as string };
}

const TYPED: Fields = {
  ...{ 'terms.product': 'Maize', 'terms.quantity': '100', 'terms.unit': 'bags', 'terms.total_amount': '350000.00' },
  ...{ 'terms.currency': 'KES', 'further.0.name': 'Payment', 'further.0.value': 'half now' },
};

const amend = (id: string, from: string, changes: Fields = {}) =>
  send(app.http, pathOf(id), { ...TYPED, from, idempotency_key: randomUUID(), ...changes });

test('the form holds the present terms, and shows those that no field can hold', async () => {
  const { id } = await agreed();
  const { status, text } = await app.http.get(pathOf(id));
  expect(status).toBe(200);
  for (const value of ['Maize', '350000.00', 'Payment', 'half now']) expect(text).toContain(`value="${value}"`);
  expect(text).toContain('<option value="KES" selected>');
  expect(text).toContain('<li><bdi>notes</bdi>: <code>{&quot;a&quot;:[1,&quot;&lt;b&gt;&quot;]}</code></li>');
  expect(text).toContain('Answers that came already no longer count.');
  expect(text).toContain('lang="sw">Ndiyo: Masharti mapya: KES 350,000');
  expect(text).toContain('No text can carry, or not whole: <bdi>empty</bdi>, <bdi>notes</bdi>');
  expect(text).not.toContain('phone_number');
  expect((await app.http.get(pathOf(id), { 'Accept-Language': 'sw' })).text).toContain(`Badilisha masharti ya ${id}`);
});

test('what was changed changes, whatever was not stays to the byte, and everybody is asked what the preview showed', async () => {
  const { id, phones } = await agreed();
  await app.phones.code(phones[0]!);
  const change = { 'terms.total_amount': '360,000' };
  const preview = await send(app.http, `${pathOf(id)}/preview`, { ...TYPED, ...change }, { 'X-Part': '1' });
  const { status, headers } = await amend(id, 'pending 1 -', change);
  expect([status, headers.get('location')]).toEqual([303, `/console/contracts/${id}?done=amended`]);
  const { version, terms } = await contract(id);
  expect([version, terms]).toEqual([2, { ...TERMS, total_amount: '360000' }]);
  for (const phone of phones) {
    const code = await app.phones.code(phone, 2);
    expect(preview.text).toContain(`>${(await app.phones.texts(phone)).at(-1)!.replaceAll(code, '••••••')}</p>`);
  }
});

test('beside a confirmed contract the change waits for everybody, and what was agreed stands', async () => {
  const { id, phones, answer } = await agreed();
  for (const phone of phones) await answer(phone);
  expect((await app.http.get(pathOf(id))).text).toContain('The confirmed version stands until all have said yes');
  expect((await amend(id, 'confirmed 1 -', { 'terms.quantity': '90' })).status).toBe(303);
  const { status, terms, proposal } = await contract(id);
  expect([status, terms.quantity, proposal.terms.quantity]).toEqual(['confirmed', '100', '90']);
  const page = await app.http.get(pathOf(id));
  expect(page.text).toContain('value="90"');
  expect(page.text).toContain('This replaces the change that still waits for answers.');
  await answer(phones[0]!, 'decline');
  const later = await amend(id, hiddenValue(await app.http.get(pathOf(id)), 'from')!, { 'terms.quantity': '80' });
  expect(later.status).toBe(303);
  expect((await contract(id)).proposal.version).toBe(3);
});

test('sent five times at once it is one change, and each answer leads to the contract', async () => {
  const { id } = await agreed();
  const form = { 'terms.quantity': '90', idempotency_key: randomUUID() };
  const answers = await Promise.all(Array.from({ length: 5 }, () => amend(id, 'pending 1 -', form)));
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303]);
  expect((await contract(id)).version).toBe(2);
  expect((await amend(id, 'pending 1 -', form)).headers.get('location')).toBe(`/console/contracts/${id}?done=amended`);
});

test('of two who change it at the same moment one is told that it moved on, and keeps what was typed; pressing again counts', async () => {
  const { id } = await agreed();
  const both = await Promise.all(['90', '80'].map((many) => amend(id, 'pending 1 -', { 'terms.quantity': many })));
  expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
  const told = both.find(({ status }) => status === 409)!;
  expect(told.text).toContain('The contract changed while you wrote.');
  expect(told.text).toMatch(/value="[89]0" id="terms\.quantity"/);
  expect((await contract(id)).version).toBe(2);
  expect((await amend(id, hiddenValue(told, 'from')!, { 'terms.quantity': '70' })).status).toBe(303);
  expect((await contract(id)).terms.quantity).toBe('70');
});

test('an answer that came meanwhile and confirmed the contract is told as well', async () => {
  const { id, phones, answer } = await agreed();
  for (const phone of phones) await answer(phone);
  const { status, text } = await amend(id, 'pending 1 -', { 'terms.quantity': '90' });
  expect([status, (await contract(id)).version]).toEqual([409, 1]);
  expect(text).toContain('The confirmed version stands');
});

test('nothing that differs is nothing to ask; a fault stands beside its field; neither asks anybody', async () => {
  const { id } = await agreed();
  const same = await amend(id, 'pending 1 -');
  expect([same.status, /Nothing is different yet/.test(same.text)]).toEqual([422, true]);
  const faulty = await amend(id, 'pending 1 -', {
    'terms.quantity': '-1',
    'further.1.name': 'notes',
    'further.1.value': 'x',
  });
  expect(faulty.status).toBe(422);
  expect(faulty.text).toContain('id="terms.quantity-fault">It cannot be less than nothing.');
  expect(faulty.text).toContain('id="further.1.name-fault">A term of this name stands here already.');
  expect(rows(app.dataDir, 'SELECT count(*) AS n FROM contract_versions WHERE contract_id = ?', id)).toEqual([
    { n: 1 },
  ]);
});

test('a contract that is closed has no form, and a form made before that keeps what was typed', async () => {
  const { id, manage } = await agreed();
  await app.http.with({ Authorization: `Bearer ${manage}` }).post(`/api/v1/contracts/${id}/cancel`, {});
  expect((await app.http.get(pathOf(id))).status).toBe(409);
  const late = await amend(id, 'pending 1 -', { 'terms.product': 'Sorghum' });
  expect([late.status, /value="Sorghum"/.test(late.text)]).toEqual([409, true]);
  expect(late.text).toContain('stands where its terms can no longer change');
  expect((await app.http.get(pathOf('AG-2026-000000000'))).status).toBe(404);
});
