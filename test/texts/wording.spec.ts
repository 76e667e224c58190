import { septets } from '../../src/texts/gsm7.js';
import { checkCommand, LANGUAGES, renderCode, type Wording, wordingFor } from '../../src/texts/wording.js';

const REF = 'AG-2026-4829137054';
const LONG_KEYWORD = 'NDIYOKENYA';
const LONGEST_KEYWORD = 'NDIYOKENYANDIYOKENYA';
const STATUSES = 'pending confirmed declined expired cancelled active completed disputed replaced'.split(' ');
const ROLES = 'buyer seller mediator witness agent lender borrower other'.split(' ');
const TYPES = 'agricultural_supply service_agreement goods_purchase logistics loan_agreement other'.split(' ');

/** Every whole text, with the longest values it can meet. */
function textsOf(wording: Wording): [string, string][] {
  return [
    ...[undefined, LONG_KEYWORD].flatMap((keyword): [string, string][] => [
      ['reply', wording.reply(keyword)],
      ['more', wording.more(keyword)],
      ['help', wording.help(keyword)],
      ['unclear', wording.unclear(keyword)],
      ['stopped', wording.stopped(keyword)],
      ['started', wording.started(keyword)],
      ['noReceipt', wording.noReceipt(keyword)],
    ]),
    ...STATUSES.flatMap((status): [string, string][] => [
      [`closed ${status}`, wording.closed(REF, status)],
      [`status ${status}`, wording.status(REF, status, 49, 50)],
    ]),
    ...[null, LONGEST_KEYWORD].flatMap((keyword): [string, string][] => [
      ['confirmed', wording.confirmed(REF, 50, checkCommand('WWWW-WWWW-WWWW', keyword))],
      ['declined', wording.declined(REF, 50, checkCommand('WWWW-WWWW-WWWW', keyword))],
    ]),
    ['cancelled', wording.cancelled(REF)],
    ['changesOpen', wording.changesOpen(REF, 49, 50)],
    ['changesClosed', wording.changesClosed(REF)],
    ['changesDeclined', wording.changesDeclined(REF)],
    ['changesWithdrawn', wording.changesWithdrawn(REF)],
    ['terms', wording.terms(REF)],
    ['noMoreTerms', wording.noMoreTerms(REF)],
    ['unsentTerms', wording.unsentTerms],
    ['oneTimeCode', wording.oneTimeCode(REF)],
    ['checked', wording.checked(REF, 'cancelled', 'Wanjiru, Otieno and 48 more', 'KES 350,000', '22 Nov 2026')],
  ];
}

/** What stands within a text only; the compositions below put them in. */
const PARTS = [
  ...['roles', 'contractTypes', 'statuses'],
  ...[
    'asks',
    'reminds',
    'changedTerms',
    'amount',
    'goods',
    'total',
    'each',
    'by',
    'at',
    'quality',
    'party',
    'transcript',
    'andMore',
  ],
];

describe.each(LANGUAGES)('in %s', (language) => {
  const wording = wordingFor(language);

  test.each(textsOf(wording))('the text "%s" fits one segment', (_name, text) => {
    const rendered = renderCode(text, '000000');
    expect(septets(rendered)).not.toBeNull();
    expect(septets(rendered)).toBeLessThanOrEqual(160);
    expect(rendered).not.toMatch(/undefined|null|\{|\}| {2}/);
  });

  test('no text of the wording is missing from this list', () => {
    const listed = new Set([...textsOf(wording).map(([name]) => name.split(' ')[0]), ...PARTS]);
    expect(Object.keys(wording).filter((name) => !listed.has(name))).toEqual([]);
  });

  test('every role, kind of contract and status has its word', () => {
    expect(Object.keys(wording.roles)).toEqual(ROLES);
    expect(Object.keys(wording.contractTypes)).toEqual(TYPES);
    expect(Object.keys(wording.statuses)).toEqual(STATUSES);
  });

  test('an invitation ends with both answers and the code', () => {
    expect(wording.reply().match(/\{code\}/g)).toHaveLength(2);
    expect(wording.reply('KW').match(/KW [A-Z]+-\{code\}/g)).toHaveLength(2);
    expect(wording.oneTimeCode(REF)).toMatch(/\{code\}.*\b10\b/);
  });

  test('an answer to what was not understood says that nothing was recorded, and carries no code', () => {
    expect(wording.unclear()).toMatch(/nothing was recorded|hakuna kilichorekodiwa/);
    expect(wording.unclear()).not.toContain('{code}');
    expect(wording.help()).not.toContain('{code}');
  });
});

test('the invitation says in each language what the reader recognises', () => {
  expect(renderCode(wordingFor('en').reply(), '482918')).toBe('Reply YES-482918 to agree, NO-482918 to refuse.');
  expect(renderCode(wordingFor('sw').reply(), '482918')).toBe('Jibu NDIYO-482918 kukubali, HAPANA-482918 kukataa.');
});
