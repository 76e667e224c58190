/** What is wrong with a field, in its reader's language: the rules of the API are English, and say what programs ask. */
import { AMOUNT_RULE } from '../contracts/amount.js';
import type { Language } from '../texts/wording.js';
import { english } from './fault-wording.en.js';
import { swahili } from './fault-wording.sw.js';

type Name = keyof typeof english;
type Wording = Record<Name, (...found: string[]) => string>;

const WORDINGS: Record<Language, Wording> = { en: english, sw: swahili };

/** How each rule begins, and what in it changes from case to case. */
const RULES: Record<Name, RegExp> = {
  amount: new RegExp(`^${AMOUNT_RULE.replace(/[.]/g, '\\.')}$`),
  atMostParties: /^may hold at most (\d+) parties$/,
  atMostTerms: /^may hold at most (\d+) terms$/,
  country: /^is not a number of (.+); this service texts no other country$/,
  currency: /^must be a currency code of ISO 4217/,
  day: /^must be a date such as/,
  empty: /^must not be empty$/,
  extension: /^has an extension;/,
  fewestParties: /^must hold at least (\d+) parties$/,
  hasField: /^has a field of its own$/,
  longNames: /^may have names of at most (\d+) characters$/,
  longText: /^may (?:have|hold texts of) at most (\d+) characters$/,
  needed: /^is needed$/,
  needsName: /^needs a name$/,
  needsValue: /^needs a value$/,
  negative: /^must not be negative$/,
  notMobile: /^is not a mobile number;/,
  noNumber:
    /^(?:is no possible telephone number;|must be a telephone number such as|is too long for a telephone number$)/,
  numberOnce: /^must be given once, as phone_number or as phone$/,
  oneOf: /^must be one of (.+)$/,
  ownIdTaken: /^must be unique within your account$/,
  quantity: /^must be text or a number, not negative$/,
  refusedName: /^cannot be the name of a term$/,
  sameNumber: /^is the same number as that of parties\/(\d+)$/,
  shape: /^must be (?:text|an object|a JSON object|a list of parties)$/,
  someTerm: /^must hold at least one term$/,
  time: /^must be a number and m, h or d, from 10m to 90d/,
  twice: /^stands twice$/,
  unknown: /^is not a field known here$/,
  unreadable: /^must not hold the character NUL$/,
};

export const ruleNames = Object.keys(RULES) as Name[];

/** Which rule that is; undefined where none is known by such words. */
export const ruleOf = (rule: string): Name | undefined => ruleNames.find((name) => RULES[name].test(rule));

export function wordFault(rule: string, language: Language): string {
  const name = ruleOf(rule);
  if (name === undefined) return rule;
  const [, ...found] = RULES[name].exec(rule)!;
  return WORDINGS[language][name](...found);
}
