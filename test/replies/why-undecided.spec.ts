import { type WhyUndecided, whyUndecided } from '../../src/replies/why-undecided.js';

test.each<[text: string, why: WhyUndecided]>([
  ['yes no {code}', 'two_answers'],
  ['NDIYO HAPANA', 'two_answers'],
  ['YES-{code} YES-{code} ?', 'two_codes'],
  ['yes {code}?', 'question'],
  ['yes but 3100', 'other_words'],
  ['Ndiyo lakini {code}', 'other_words'],
  ['YES-{code} 👎', 'other_words'],
  ['YES{code}', 'wrong_code'],
  ['sawa', 'no_code'],
  ['Yes AG-2026-482913705', 'only_id'],
  ['mvua kubwa', 'no_answer'],
  ['{code}', 'no_answer'],
  ['👍', 'no_answer'],
  ['', 'erased'],
])('%s: %s', (text, why) => expect(whyUndecided('needs_review', text)).toBe(why));

test('a wrong code is a wrong code, whatever else was written', () => {
  expect(whyUndecided('wrong_code', 'yes no {code}')).toBe('wrong_code');
  expect(whyUndecided('wrong_check', 'CHECK 7K3M')).toBe('wrong_check');
});
