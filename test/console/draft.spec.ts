/** From the fields of a contract's form to the body that the API would take, and back. */
import { readEnv } from '../../src/config/env.js';
import { changeRows, type Draft, readDraft } from '../../src/console-drafts/draft.js';
import { checkDraft, checkTerms } from '../../src/console-drafts/draft-check.js';
import { draftOfTerms, keptOf, otherTotal, termsOf } from '../../src/console-drafts/draft-terms.js';
import { askedBy, segmentsOf, textsToSend } from '../../src/console-drafts/sms-preview.js';
import { readForm } from '../../src/look/form.js';

const env = readEnv({});
const MAIZE = { 'terms.product': 'Maize', 'terms.quantity': '100', 'terms.unit': 'bags', 'terms.currency': 'KES' };
const PARTIES = {
  ...{ 'parties.0.name': 'Wanjiru Kamau', 'parties.0.phone_number': '0712 345 678', 'parties.0.role': 'seller' },
  ...{ 'parties.0.language': 'sw', 'parties.1.name': 'Otieno Traders', 'parties.1.phone_number': '+254723456789' },
  ...{ 'parties.1.role': 'buyer', 'parties.1.language': 'en', contract_type: 'agricultural_supply' },
};

const draftOf = (...fields: (Record<string, string> | [string, string][])[]): Draft => {
  const pairs = fields.flatMap((some) => (Array.isArray(some) ? some : Object.entries(some)));
  return readDraft(readForm(Buffer.from(new URLSearchParams(pairs).toString())));
};
const termsBy = (fields: Record<string, string>) => termsOf(draftOf(fields));
const rulesOf = (...fields: Parameters<typeof draftOf>) =>
  checkDraft(draftOf(...fields), env).faults.map(({ field, rule }) => `${field} ${rule}`);

test('empty fields are left out, and what is left is the body a client would send', () => {
  const typed = draftOf(MAIZE, PARTIES, { 'terms.unit_price': ' 3500.00 ', 'terms.quality_requirements': '  ' });
  expect(checkDraft(typed, env).body).toEqual({
    contract_type: 'agricultural_supply',
    terms: {
      product: 'Maize',
      quantity: '100',
      unit: 'bags',
      unit_price: '3500.00',
      currency: 'KES',
      total_amount: '350000.00',
    },
    parties: [
      { name: 'Wanjiru Kamau', phone_number: '0712 345 678', role: 'seller', language: 'sw' },
      { name: 'Otieno Traders', phone_number: '+254723456789', role: 'buyer', language: 'en' },
    ],
  });
  expect(checkDraft(typed, env).wish?.parties.map((party) => party.phone_number)).toEqual([
    '+254712345678',
    '+254723456789',
  ]);
});

test('thousands may be grouped, as people write them; the total that was typed counts, and another product is told', () => {
  const fields = { 'terms.quantity': '1,000', 'terms.unit_price': '3 500.50', 'terms.total_amount': '3,500,000' };
  expect(termsBy(fields)).toEqual({ quantity: '1000', unit_price: '3500.50', total_amount: '3500000' });
  expect(otherTotal(draftOf(fields))).toBe('3500500.00');
  expect(termsBy({ 'terms.unit_price': '3,50' })).toEqual({ unit_price: '3,50' }); // not ours to guess at
});

test('the currency that the form began with is no term without a price', () => {
  expect(termsBy(MAIZE)).not.toHaveProperty('currency');
});

test('rows without a gap, whatever numbers were sent; hostile numbers and names are no fields', () => {
  const draft = draftOf({
    ...{ 'parties.7.name': 'B', 'parties.3.name': 'A', 'parties.999999.name': 'far', 'parties.03.name': 'zero' },
    ...{
      'parties.-1.name': 'minus',
      'parties.4.__proto__': 'x',
      '__proto__.name': 'x',
      'parties.5.id': 'x',
      'parties.length': '9',
    },
    ...{
      'terms.__proto__': 'x',
      'terms.constructor': 'x',
      'further.0.name': 'ok',
      'further.0.value': 'yes',
      'parties.1e1.name': 'x',
    },
  });
  expect(draft.parties.map(({ name }) => name)).toEqual(['A', 'B']);
  expect(termsOf(draft)).toEqual({ ok: 'yes' });
  expect(({} as Record<string, unknown>).name).toBeUndefined();
});

test('of a field that came twice the first counts', () => {
  const draft = draftOf([
    ['terms.product', 'Maize'],
    ['terms.product', 'Gold'],
    ['parties.0.name', 'A'],
    ['parties.0.name', 'B'],
  ]);
  expect([draft.terms.product, draft.parties[0]?.name]).toEqual(['Maize', 'A']);
});

test('line ends of a text are kept as LF', () => {
  const { body } = checkDraft(draftOf(MAIZE, PARTIES, { transcript: 'Habari\r\nNzuri\r\n' }), env);
  expect(body).toHaveProperty('transcript', 'Habari\nNzuri');
});

const crowd = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      ...[
        [`parties.${i}.name`, `Party ${i}`],
        [`parties.${i}.phone_number`, `+2547123${String(i).padStart(5, '0')}`],
      ],
      ...[
        [`parties.${i}.role`, 'witness'],
        [`parties.${i}.language`, 'en'],
      ],
    ]).flat(),
  );

test('fifty parties fit, and the fifty-first is told', () => {
  expect(checkDraft(draftOf(MAIZE, PARTIES, crowd(50)), env).wish?.parties).toHaveLength(50);
  expect(rulesOf(MAIZE, PARTIES, crowd(51))).toEqual(['parties may hold at most 50 parties']);
  expect(changeRows(draftOf(crowd(50)), 'add-party').parties).toHaveLength(50);
});

test('rows come and go by their buttons; what is no button of ours changes nothing', () => {
  const draft = draftOf(PARTIES);
  const names = (button: string) => changeRows(draft, button).parties.map(({ name }) => name);
  expect(names('remove-party.0')).toEqual(['Otieno Traders']);
  expect(names('add-party')).toEqual(['Wanjiru Kamau', 'Otieno Traders', '']);
  expect(changeRows(draft, 'add-term').further).toEqual([{ name: '', value: '' }]);
  for (const odd of ['', 'remove-party', 'remove-party.9', 'add-party.__proto__', 'remove-term.0']) {
    expect(names(odd)).toHaveLength(2);
  }
});

test('each fault stands at its field, in the order of the page, numbers too while something else is wrong', () => {
  expect(
    rulesOf(
      {
        ...{ 'terms.unit_price': '12 KES', 'terms.delivery_deadline': '2026-02-30', 'parties.1.phone_number': '12' },
        ...{
          'parties.0.phone_number': ' ',
          contract_type: 'gift',
          expires_in: 'own',
          expires_in_count: '0',
          expires_in_unit: 'd',
        },
      },
      PARTIES,
    ).map((fault) => fault.split(' ', 1)[0]),
  ).toEqual([
    ...['contract_type', 'terms.unit_price', 'terms.delivery_deadline'],
    ...['parties.0.phone_number', 'parties.1.phone_number', 'expires_in_count'],
  ]);
  expect(rulesOf({})).toEqual([
    expect.stringContaining('contract_type must be one of'),
    'terms must hold at least one term',
    'parties must hold at least 2 parties',
  ]);
  expect(rulesOf({ 'parties.1.phone_number': '+254712345678' }, MAIZE, PARTIES)).toEqual([
    'parties.1.phone_number is the same number as that of parties/0',
  ]);
});

test('a further term needs a name and a value, each name once, and none that has a field or a meaning of its own', () => {
  const rows = [
    ['', 'x'],
    ['a', ''],
    ['product', 'x'],
    ['__proto__', 'x'],
    ['b', '1'],
    ['b', '2'],
    ['a/b ~%#', 'y'.repeat(501)],
    ['', ''],
  ];
  const fields = Object.fromEntries(
    rows.flatMap(([name, value], i) => [
      [`further.${i}.name`, name!],
      [`further.${i}.value`, value!],
    ]),
  );
  expect(rulesOf(MAIZE, PARTIES, fields)).toEqual(
    expect.arrayContaining([
      ...['further.0.name needs a name', 'further.1.value needs a value', 'further.2.name has a field of its own'],
      ...['further.3.name cannot be the name of a term', 'further.5.name stands twice'],
      'further.6.value may hold texts of at most 500 characters',
    ]),
  );
  expect(termsBy({ 'further.0.name': 'constructor', 'further.0.value': 'x' })).toEqual({ constructor: 'x' });
});

const PRESENT = {
  ...{ product: ' Maize\r\n', quantity: '100', unit_price: '3500.00', Payment: 'half now ', bags: 5, paid: false },
  ...{ notes: { a: [1, 'x'] }, empty: '', nothing: null, list: [1], ' spaced ': 'x' },
};

test('terms that are not touched stay exactly as they are: spaces, numbers, lists, and whatever no field can hold', () => {
  const draft = { ...draftOf({}), ...draftOfTerms(PRESENT) };
  expect(draft.further.map(({ name }) => name)).toEqual(['Payment', 'spaced']);
  expect(keptOf(PRESENT).map(([name]) => name)).toEqual(['bags', 'paid', 'notes', 'empty', 'nothing', 'list']);
  expect(termsOf(draft, PRESENT)).toEqual(PRESENT);
  const changed = { ...draft, terms: { ...draft.terms, unit_price: '3,600', quantity: '' }, further: [] };
  const { Payment, quantity, ' spaced ': _, ...others } = PRESENT;
  expect(checkTerms(changed, PRESENT).wish).toEqual({ ...others, unit_price: '3600' });
  const twice = { ...draft, further: [{ name: 'notes', value: 'x' }] };
  expect(checkTerms(twice, PRESENT).faults).toEqual([{ field: 'further.0.name', rule: 'stands twice' }]);
});

test('the texts that would be sent: one for all who get the same, in both languages, counted with everybody who gets it', () => {
  const draft = draftOf(MAIZE, PARTIES, crowd(5), {
    'terms.unit_price': '3500',
    'terms.quality_requirements': 'Grade 1',
  });
  const asked = askedBy(draft, checkDraft(draft, env).terms, env)!;
  const texts = textsToSend(asked);
  expect(segmentsOf(texts)).toBe(5);
  expect(texts.flatMap(({ to }) => to).sort()).toEqual([0, 1, 2, 3, 4]);
  for (const { septets, ...own } of texts) {
    const said = [own, ...own.inOthers].map(
      ({ language, text }) => `${language} ${/(YES|NDIYO)-•{6}/.exec(text)?.[1]}`,
    );
    expect(said.sort()).toEqual(['en YES', 'sw NDIYO']);
    expect(septets).toBeLessThanOrEqual(130);
  }
  expect(askedBy(draftOf(PARTIES), {}, env)).toBeNull();
});
