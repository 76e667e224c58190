/** What stands on the page, for agreements of every size and kind. */
import { drawCertificate } from '../../src/certificates/draw-certificate.js';
import { readFacts, standingNow } from '../../src/certificates/receipt-facts.js';
import { type Issued, issue, MAIZE, PARTIES } from './issued.js';
import { infoOf, pagesOf, squareOf, testWithPoppler, testWithZbar, textOf } from './reading.js';

const CODE = '7K3M-Q2ZT-9XWK';
const ADDRESS = `https://ndiyo.example.com/c/${CODE}`;
const WAYS = { shownCode: CODE, address: ADDRESS, smsCommand: `NDIYO CHECK ${CODE}`, smsNumber: '20880' };

const draw = (issued: Issued = {}, changes: { language?: 'en' | 'sw'; timeZone?: string; ways?: object } = {}) => {
  const { language = 'en', timeZone = 'Africa/Nairobi', ways } = changes;
  return drawCertificate({ receipt: issue(issued), language, timeZone, ways: { ...WAYS, ...ways } });
};

const NAMES = ['Wanjirũ Kamau', 'Otieno Traders', 'Achieng Odhiambo', 'Mwanaisha Khadija binti Ali'];
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    return { name: `${NAMES[i % 4]} ${i + 1}`, role: 'witness', phone_number: `+2547123456${10 + i}` };
  });
const HOSTILE: Issued = {
  terms: {
    ...MAIZE,
    product: 'x'.repeat(500),
    delivery_location: '\u202eurukaN\u202c 🌽👩🏾‍🌾',
    quality_requirements: 'ذرة صفراء من الدرجة الأولى 100 كيس',
    ኢትዮጵያ: 'ሰላም ለዓለም',
    nested: { a: [1, { b: null }] },
    constructor: 'plain',
    [`k${'k'.repeat(499)}`]: 'y '.repeat(250),
  },
  transcript: 'Tulikubaliana bei. '.repeat(1_000),
  parties: [{ name: 'شركة النيل' }, { name: 'ኃይሌ' }, { name: 'W'.repeat(500) }, { name: '' }, { name: 'Gĩthũkũ' }],
};
const ENORMOUS: Issued = {
  terms: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${i}${'_long'.repeat(90)}`, 'word '.repeat(100)])),
  transcript: 'w'.repeat(20_000),
  parties: many(50).map((party) => ({ ...party, name: party.name.repeat(20) })),
};

test.each<[string, Issued]>([
  ['two parties', {}],
  ['a refusal', { status: 'declined', parties: [PARTIES[0]!, { ...PARTIES[1], answer: 'no' }] }],
  ['eight parties', { parties: many(8) }],
  ['fifty parties', { parties: many(50) }],
  ['one term', { terms: { a: '' } }],
  ['hostile names and terms', HOSTILE],
  ['the most of everything', ENORMOUS],
])('%s: one page', async (_what, issued) => {
  expect(pagesOf(await draw(issued, { language: 'sw' }))).toBe(1);
});

test('equal orders give equal bytes', async () => {
  const receipt = issue();
  const order = { receipt, language: 'en' as const, timeZone: 'Africa/Nairobi', ways: WAYS };
  const [one, other] = [await drawCertificate(order), await drawCertificate(order)];
  expect(one.equals(other)).toBe(true);
});

testWithPoppler('it says in English who agreed to what, when, and how to check it', async () => {
  const receipt = issue();
  const { contractHash, keyThumbprint } = readFacts(receipt);
  const pdf = await drawCertificate({ receipt, language: 'en', timeZone: 'Africa/Nairobi', ways: WAYS });
  const text = textOf(pdf);
  for (const part of [
    ...['Certificate of agreement', 'Contract AG-2026-482913705 · version 1', 'CONFIRMED', 'Both parties said yes.'],
    ...['Local time (Africa/Nairobi): 22 Nov 2026, 23:01:45', 'UTC: 2026-11-22 20:01:45', 'KES 350,000', '100 bags'],
    ...['Wanjirũ Kamau', 'seller · +2547•••••678', 'grade B: own code came back', 'Otieno Traders said yes'],
    ...['22 Nov 2026, 11:15:02 2026-11-22 08:15:02', 'Not proven: who held each telephone'],
    ...['By SMS to 20880:', `NDIYO CHECK ${CODE}`, `ndiyo.example.com/c/${CODE}`, contractHash, keyThumbprint],
  ]) {
    expect(text).toContain(part);
  }
  expect(text).not.toMatch(/SIMULATED|254712345678|undefined|null|▯/);
  const info = infoOf(pdf);
  expect(info).toMatch(/Title: +Certificate of agreement AG-2026-482913705\n/);
  expect(info).toMatch(/Tagged: +yes/);
  expect(pdf.toString('latin1')).toMatch(/\/Lang \(en\)/);
});

testWithPoppler('it says the same in Swahili, in the time zone that was asked for', async () => {
  const text = textOf(await draw({}, { language: 'sw', timeZone: 'Asia/Kolkata' }));
  for (const part of [
    ...['Cheti cha makubaliano', 'UMETHIBITISHWA', 'Wahusika wote 2 wamekubali.', 'muuzaji · +2547•••••678'],
    ...['Saa za hapa (Asia/Kolkata): 23 Nov 2026, 01:31:45', 'UTC: 2026-11-22 20:01:45', 'kiwango B'],
  ]) {
    expect(text).toContain(part);
  }
  expect(text).not.toMatch(/\b(agreement|parties|said|telephone)\b/i);
});

testWithPoppler('a refusal and its version are on its face', async () => {
  const parties = [PARTIES[0]!, { ...PARTIES[1], answer: 'no' as const }];
  const text = textOf(await draw({ status: 'declined', version: 2, parties }));
  expect(text).toMatch(/Record of a refusal .*version 2 .*REFUSED 1 of 2 parties said no/);
  expect(text).toContain('Otieno Traders said no');
});

testWithPoppler.each([
  ['en', 'SIMULATED'],
  ['sw', 'MAJARIBIO'],
] as const)('that answers were simulated stands on top and beside each party: %s', async (language, word) => {
  const parties = PARTIES.map((party) => ({ ...party, carrier: 'simulator', grade: 'D' as const }));
  const text = textOf(await draw({ parties }, { language }));
  expect(text.split(new RegExp(`\\b${word}\\b`)).length - 1).toBe(3);
});

testWithPoppler('of fifty parties each is there, with its number and its time', async () => {
  const text = textOf(await draw({ parties: many(50) }));
  for (let i = 0; i < 50; i++) expect(text).toContain(`+2547•••••6${10 + i}`);
  expect(text).toContain('The first of 50 answers');
});

testWithPoppler('what is left out is said to be, and how much', async () => {
  const text = textOf(await draw(ENORMOUS));
  const [, hidden] = text.match(/and (\d+) more: see the receipt/)!;
  const shown = text.match(/… and \d+ more characters: see the receipt/g)!.length - 1; // one is the transcript
  expect(shown + Number(hidden)).toBe(100);
  expect(text).toMatch(/“w+… and 199\d\d more characters: see the receipt/);
  expect(text).toContain('… and ▯ stand for what does not fit here');
});

testWithPoppler('no term is lost because its name means something to the language this is written in', async () => {
  const text = textOf(await draw({ terms: { constructor: 'bricks', toString: 'mortar', hasOwnProperty: 'sand' } }));
  for (const part of ['constructor bricks', 'toString mortar', 'hasOwnProperty sand']) expect(text).toContain(part);
});

testWithZbar('the square leads to the address beside it', async () => {
  expect(squareOf(await draw())).toBe(ADDRESS);
  const parties = PARTIES.map((party) => ({ ...party, carrier: 'simulator' }));
  expect(squareOf(await draw({ parties }))).toBe(ADDRESS); // also under the word across the page
});

testWithPoppler('without an address there is no square, and the text to send is', async () => {
  const text = textOf(await draw({}, { ways: { address: null, smsNumber: null } }));
  expect(text).not.toMatch(/https?:|\/c\/|Scan the square/);
  expect(text).toContain(`By SMS to the number that texted you: NDIYO CHECK ${CODE}`);
});

test.each([
  ['confirmed', 1, 1, 'confirmed', 'confirmed'],
  ['confirmed', 1, 1, 'completed', 'completed'],
  ['confirmed', 1, 2, 'active', 'replaced'],
  ['declined', 1, 1, 'declined', 'declined'],
  ['declined', 2, 1, 'active', 'declined'],
] as const)(
  'a %s version %d of a contract that stands at version %d, %s, is %s',
  (status, version, standing_version, standing_status, expected) => {
    expect(standingNow({ status, version }, { standing_version, standing_status })).toBe(expected);
  },
);
