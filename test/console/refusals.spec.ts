/** What a form says where a contract was refused, and not for anything that was typed. */

import { refusalOf } from '../../src/budgets/held-back.js';
import { english } from '../../src/console-drafts/draft-wording.en.js';
import { swahili } from '../../src/console-drafts/draft-wording.sw.js';
import { refusalNotice } from '../../src/console-drafts/refusals.js';
import { Problem, type ProblemKind } from '../../src/problems/problem.js';

const KINDS = Object.keys(english.refusals) as ProblemKind[];
const now = new Date('2026-06-01T00:00:00Z');
const told = (problem: Problem, language: 'en' | 'sw' = 'en') => refusalNotice(problem, 'Kept.', language).text;

test.each(KINDS)('%s is told in both languages', (kind) => {
  const [en, sw] = (['en', 'sw'] as const).map((language) =>
    told(new Problem(kind, 'English words of the API'), language),
  );
  expect(en).not.toBe(sw);
  expect(`${en}${sw}`).not.toMatch(/English words|undefined|null|NaN/);
  expect(Object.keys(swahili.refusals)).toEqual(KINDS);
});

test('a refusal names the party by its place in the form, and when to try again', () => {
  const until = now.getTime() + 5 * 3_600_000;
  const paused = refusalOf({ reason: 'prefix-paused', until }, 'the number of p3', now)!;
  expect(told(paused)).toContain('numbers that begin like that of party 3 went unanswered');
  expect(told(paused)).toContain('Try again in 5 hours.');
  expect(told(paused, 'sw')).toContain('Jaribu tena baada ya saa 5.');
  const often = new Problem('too-many-requests', 'At most 10 of these calls a minute', {
    headers: { 'Retry-After': '1' },
  });
  expect(told(often)).toContain('Try again in 1 minute.');
});

test('one that nobody foresaw is told in its own words', () => {
  expect(told(new Problem('erased', '<gone> on Monday'))).toContain(
    'erased at the request of a person it named: &lt;gone&gt; on Monday',
  );
});
