import { quickReplies, type ThreadText } from '../../src/pages/quick-replies.js';

const ASKED = 'Ndiyo: 100 bags Maize. Reply YES-482913 to agree, NO-482913 to refuse.';
const ASKED_SW = 'Ndiyo: Maize. Jibu NDIYO-111111 kukubali, HAPANA-111111 kukataa.';
const DONE = 'Ndiyo: contract AG-2026-062630840 is confirmed. To check: CHECK 2BJK-A4E2-TJ9A';
const to = (text: string): ThreadText => ({ direction: 'to_phone', text });
const from = (text: string): ThreadText => ({ direction: 'from_phone', text });

test.each<[what: string, thread: ThreadText[], isOptedOut: boolean, keyword: string | null, replies: string[]]>([
  ['an empty phone', [], false, null, ['HELP', 'STOP']],
  ['a phone that asked for no more', [], true, null, ['HELP', 'START']],
  [
    'an invitation',
    [to(ASKED)],
    false,
    null,
    ['YES-482913', 'NO-482913', 'TERMS 482913', 'STATUS 482913', 'HELP', 'STOP'],
  ],
  [
    'the last of two',
    [to(ASKED), to(ASKED_SW)],
    false,
    null,
    ['NDIYO-111111', 'HAPANA-111111', 'TERMS 111111', 'STATUS 111111', 'HELP', 'STOP'],
  ],
  [
    'one that was answered',
    [to(ASKED), from('yes 482913')],
    false,
    null,
    ['TERMS 482913', 'STATUS 482913', 'HELP', 'STOP'],
  ],
  [
    'one that was only asked about',
    [to(ASKED), from('terms 482913')],
    false,
    null,
    ['YES-482913', 'NO-482913', 'TERMS 482913', 'STATUS 482913', 'HELP', 'STOP'],
  ],
  ['a confirmation', [to(DONE)], false, null, ['CHECK 2BJK-A4E2-TJ9A', 'HELP', 'STOP']],
  [
    'an invitation after a confirmation',
    [to(DONE), to(ASKED)],
    false,
    null,
    ['YES-482913', 'NO-482913', 'TERMS 482913', 'STATUS 482913', 'HELP', 'STOP'],
  ],
  [
    'a shared short code',
    [to(ASKED.replace('YES', 'MAIZE YES'))],
    false,
    'MAIZE',
    ['MAIZE YES-482913', 'MAIZE NO-482913', 'MAIZE TERMS 482913', 'MAIZE STATUS 482913', 'MAIZE HELP', 'MAIZE STOP'],
  ],
  ['what somebody else wrote is no invitation', [from(ASKED)], false, null, ['HELP', 'STOP']],
])('%s', (_what, thread, isOptedOut, keyword, replies) => {
  expect(quickReplies(thread, isOptedOut, keyword).map(({ text }) => text)).toEqual(replies);
});
