/** No rule that a form can break is told in a language its reader did not choose. */
import { readEnv } from '../../src/config/env.js';
import { readDraft } from '../../src/console-drafts/draft.js';
import { checkDraft } from '../../src/console-drafts/draft-check.js';
import { english } from '../../src/console-drafts/fault-wording.en.js';
import { ruleNames, ruleOf, wordFault } from '../../src/console-drafts/fault-wording.js';
import { swahili } from '../../src/console-drafts/fault-wording.sw.js';
import { parsePhone } from '../../src/phones/phone-number.js';
import { faultsOf } from '../../src/problems/schema-pipe.js';
import { createSchema } from '../../src/rest/contracts.schemas.js';

// biome-ignore lint/suspicious/noExplicitAny: zod's own description of a schema
type Def = any;

/** Every message that stands in a schema: of its types, of its checks, of whatever it is made of. */
function messagesOf(schema: Def, seen = new Set<Def>()): string[] {
  if (!schema?._zod || seen.has(schema)) return [];
  seen.add(schema);
  const { def } = schema._zod;
  const own = [def, ...(def.checks ?? []).map((check: Def) => check._zod.def)].flatMap(({ error }) =>
    typeof error === 'function' ? [error({})] : [],
  );
  const parts = [
    ...Object.values(def.shape ?? {}),
    ...[def.catchall, def.element, def.innerType, def.in, def.out, def.keyType, def.valueType, def.getter?.()],
    ...(def.options ?? []),
  ];
  return [...own, ...parts.flatMap((part) => messagesOf(part, seen))].filter((one) => typeof one === 'string');
}

const PARTY = { role: 'buyer', phone_number: '+254712345678' };
const GOOD = {
  contract_type: 'other',
  terms: { a: 'b' },
  parties: [PARTY, { ...PARTY, phone_number: '+254712345679' }],
};
const manyTerms = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`t${i}`, 'x']));

/** What is decided by code, and so stands in no description. */
const bodies: object[] = [
  { ...GOOD, terms: {} },
  { ...GOOD, terms: manyTerms },
  { ...GOOD, terms: { ['n'.repeat(501)]: 'x' } },
  { ...GOOD, parties: [{ role: 'buyer' }, { ...PARTY, phone: '+254712345678' }] },
  { ...GOOD, more: 1 },
  {
    ...GOOD,
    terms: { quantity: '-5', product: '\0', unit: '', unit_price: 'x', delivery_deadline: 'x', currency: 'XXX' },
  },
  {
    ...GOOD,
    terms: { quantity: 'x'.repeat(501), note: 'x'.repeat(501) },
    expires_in: '1s',
    transcript: 'x'.repeat(20_001),
  },
];
const ofBodies = bodies
  .flatMap((body) => createSchema.safeParse(body).error!.issues.flatMap(faultsOf))
  .map((one) => one.detail);

const PHONES = ['1'.repeat(41), '12', '+254712345678 ext. 5', '+254202222222', '+4915112345678'];
const ofPhones = PHONES.map((text) => parsePhone(text, 'KE', ['KE', 'UG'])).map((one) =>
  'fault' in one ? one.fault : 'none',
);

const OWN = ['needs a name', 'needs a value', 'has a field of its own', 'cannot be the name of a term', 'stands twice'];
const OF_SERVICES = ['must be unique within your account', 'is the same number as that of parties/0'];

const rules = [...new Set([...messagesOf(createSchema), ...ofBodies, ...ofPhones, ...OWN, ...OF_SERVICES])];

test('the rules of the schema were found', () => {
  expect(rules.length).toBeGreaterThan(25);
  expect(ofPhones).not.toContain('none');
});

test.each(rules)('%s', (rule) => {
  expect(ruleOf(rule)).toBeDefined();
  const worded = (['en', 'sw'] as const).map((language) => wordFault(rule, language));
  expect(worded.every((sentence) => /^[A-Z].*[.?]$/.test(sentence) && !/undefined|NaN/.test(sentence))).toBe(true);
  expect(worded[0]).not.toBe(worded[1]);
});

test('and no wording is for a rule that is no more', () => {
  expect(ruleNames.filter((name) => !rules.some((rule) => ruleOf(rule) === name))).toEqual([]);
  expect(Object.keys(swahili)).toEqual(Object.keys(english));
});

test('a rule is told once a field', () => {
  const { faults } = checkDraft(
    readDraft(new URLSearchParams({ 'parties.0.name': '', 'parties.1.name': '' })),
    readEnv({}),
  );
  expect(new Set(faults.map(({ field }) => field)).size).toBe(faults.length);
});
