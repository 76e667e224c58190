import { english } from '../../src/messaging/delivery-advice.en.js';
import { swahili } from '../../src/messaging/delivery-advice.sw.js';
import { adviceFor, reasonOfReport } from '../../src/messaging/delivery-troubles.js';

test('each reason has its own advice in each language, and one without a language of its own is told in neither', () => {
  const reasons = Object.keys(english.reasons) as (keyof typeof english.reasons)[];
  expect(Object.keys(swahili.reasons)).toEqual(reasons);
  for (const reason of reasons) expect(swahili.reasons[reason]).not.toBe(english.reasons[reason]);
});

test.each([
  ['failed', 'number-inactive', /^Namba hii haitumiki/],
  ['failed', 'too-many-requests', /^Ulijaribiwa/],
  ['queued', 'too-many-requests', /^Kampuni ya simu inatuomba/],
  ['queued', 'connection-refused', /^Kampuni ya simu haikupatikana/],
  ['failed', 'SomethingNew', /^Kampuni ya simu inatoa sababu/],
  ['failed', 'constructor', /^Kampuni ya simu inatoa sababu/],
])('%s for %s', (status, reason, advice) => expect(adviceFor(status, reason, 'sw')).toMatch(advice));

test('a reason that a carrier invents is kept as it came, whatever it is called', () => {
  expect(reasonOfReport('Failed', 'constructor')).toBe('constructor');
  expect(reasonOfReport('Failed', 'UserInBlackList')).toBe('opted-out-at-carrier');
});
