import fc from 'fast-check';
import { dammDigit } from '../../src/crypto/codes.js';
import { parseReply, type Reply, redactCodes } from '../../src/replies/reply.js';
import { CORPUS } from './reply-corpus.js';

const YES = 'YES Y OK OKAY SAWA NDIO NDIYO NAKUBALI KUBALI NIMEKUBALI 1'.split(' ');
const NO = 'NO N HAPANA LA SIKUBALI NAKATAA KATAA 2'.split(' ');

function inShort(reply: Reply): string {
  const { kind, ...rest } = reply;
  return [...(kind === 'decision' ? [] : [kind]), ...Object.values(rest)].join(' ');
}

const read = (text: string, keyword?: string) => inShort(parseReply(text, { keyword }));

test.each(CORPUS)('%j is read as: %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  ['CHECK 7KQ2-M4XP', 'check 7KQ2M4XP'],
  ['check "7kq2 m4xp 9abc"', 'check 7KQ2M4XP9ABC'],
  ['Check: 7k3m-q2zt-9xwk', 'check 7K3MQ2ZT9XWK'],
  ['CHECK-7K3M-Q2ZT-9XWK', 'check 7K3MQ2ZT9XWK'],
  ['CHECK7K3M-Q2ZT-9XWK', 'check 7K3MQ2ZT9XWK'],
  ['check7k3mq2zt9xwk?', 'check 7K3MQ2ZT9XWK'],
  ['CHECK 7 K 3 M Q 2 Z T 9 X W K', 'check 7K3MQ2ZT9XWK'],
  ['CHECK 0000 oooo 0000', 'check 0000OOOO0000'],
  ['CHECK7K3M-Q2ZT-9XWJ', 'unclear'],
  ['CHECKING YOUR PRICES', 'unclear'],
  ['7K3M-Q2ZT-9XWK CHECK', 'unclear'],
  ['7K3M-Q2ZT-9XWK', 'unclear'],
  ['YES CHECK 7K3M-Q2ZT-9XWK', 'unclear'],
  ['CHECK', 'unclear'],
  ['CHECK 1234567', 'unclear'],
  ['CHECK ABCDEFGHJKMNPQRST', 'unclear'],
])('%j asks about a receipt, or not: %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  ['SOKO YES-482918', 'SOKO', 'yes 482918'],
  ['soko: no 482918', 'SOKO', 'no 482918'],
  ['"SOKO"-YES-482918', 'soko', 'yes 482918'],
  ['YES-482918', 'SOKO', 'yes 482918'],
  ['SOKO NDIYO', 'SOKO', 'bare yes'],
  ['SOKO HELP', 'SOKO', 'help'],
  ['SOKO TERMS 482918', 'SOKO', 'terms 482918'],
  ['SOKO CHECK 7K3M-Q2ZT-9XWK', 'SOKO', 'check 7K3MQ2ZT9XWK'],
  ['SOKO_2 YES-482918', 'SOKO_2', 'yes 482918'],
  ['SOKO SOKO YES-482918', 'SOKO', 'unclear'],
  ['YES-482918 SOKO', 'SOKO', 'unclear'],
  ['SOKO', 'SOKO', 'unclear'],
  ['NDIYO NDIYO-482918', 'NDIYO', 'yes 482918'],
  ['NDIYO 482918', 'NDIYO', 'unclear'],
])('%j on a short code shared as %j is read as: %s', (text, keyword, expected) => {
  expect(read(text, keyword)).toBe(expected);
});

const anyCode = fc.integer({ min: 0, max: 99_999 }).map((number) => {
  const digits = String(number).padStart(5, '0');
  return digits + dammDigit(digits);
});
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom(...YES, ...NO, '482', '918', '482918', '1', ' ', '-', 'AG-2026-482913704'))
    .map((all) => all.join('')),
);

test('no text makes it fail', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(typeof parseReply(text).kind).toBe('string');
      expect(typeof redactCodes(text)).toBe('string');
    }),
    { numRuns: 3_000 },
  );
});

test.each(['1 ', 'O', '4', 'YES ', '1-', ' ', '4O ', '?', 'AG2026', '😀'])(
  '%j repeated for a long time is read at once',
  (part) => {
    const before = process.cpuUsage(); // work, not time: others may be using the machine
    expect(read(part.repeat(100_000 / part.length))).toBe('unclear');
    expect(typeof read(part.repeat(1_000 / part.length))).toBe('string');
    redactCodes(part.repeat(100_000 / part.length));
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  },
);

const separator = fc.constantFrom(' ', '-', ' - ', '. ', ': ', ', ', '\n');

test('a code with words of one answer around it is that answer, in any order and case', () => {
  const answers = fc.constantFrom({ answer: 'yes', words: YES }, { answer: 'no', words: NO });
  const row = fc.tuple(answers, anyCode, fc.nat(), fc.nat(), separator, fc.boolean(), fc.boolean());
  fc.assert(
    fc.property(row, ([{ answer, words }, code, i, j, between, isFirst, isLower]) => {
      const said = [words[i % words.length]!, words[j % words.length]!];
      const text = (isFirst ? [code, ...said] : [...said, code]).join(between);
      expect(read(isLower ? text.toLowerCase() : text)).toBe(`${answer} ${code}`);
    }),
    { numRuns: 2_000 },
  );
});

test('any other word beside the code and the yes makes it unclear', () => {
  const other = fc.stringMatching(/^[a-zA-Z]{1,12}$/).filter((word) => ![...YES, ...NO].includes(word.toUpperCase()));
  fc.assert(
    fc.property(other, anyCode, fc.constantFrom(...YES), fc.nat(2), (word, code, yes, place) => {
      const tokens = [yes, code];
      tokens.splice(place, 0, word);
      expect(read(tokens.join(' '))).toBe('unclear');
    }),
  );
});

test('without a yes-word nothing is a yes, without a no-word nothing is a no', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const reply = parseReply(text);
      if (!('answer' in reply)) return;
      const words = reply.answer === 'yes' ? YES : NO;
      const capitals = text
        .normalize('NFKC')
        .replace(/\p{Cf}/gu, '')
        .toUpperCase();
      expect(words.some((word) => capitals.includes(word))).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test('a code with one wrong digit or two neighbours swapped is never a decision', () => {
  fc.assert(
    fc.property(anyCode, fc.nat(5), fc.integer({ min: 1, max: 9 }), (code, at, step) => {
      const wrong = code.slice(0, at) + ((Number(code[at]) + step) % 10) + code.slice(at + 1);
      expect(read(`YES-${wrong}`)).toBe('unclear');
      const swapped = code.slice(0, at) + (code[at + 1] ?? '') + code[at] + code.slice(at + 2);
      if (swapped !== code && swapped.length === 6) expect(read(`YES ${swapped}`)).toBe('unclear');
    }),
  );
});

test.each([
  ['YES-482918', 'YES-{code}'],
  ['yes-482914 sorry', 'yes-{code} sorry'],
  ['ndiyo482918', 'ndiyo{code}'],
  ['NDIYO 482 918!', 'NDIYO {code}!'],
  ['482-918NO', '{code}NO'],
  ['YES-o48296', 'YES-{code}'],
  ['Yes ４８２９１８.', 'Yes {code}.'],
  ['Yes ٤٨٢٩١٨ ndiyo', 'Yes {code} ndiyo'],
  ['Yes 4\u200b82918', 'Yes {code}'],
  ['YES 4829180', 'YES {code}'],
  ['YES 482 918 482 918', 'YES {code} {code}'],
  ['YES4829183100', 'YES{code}'],
  ['YES 482.918', 'YES {code}'],
  ['YES-AG-2026-482913704', 'YES-AG-2026-482913704'],
  ['yes ag2026482913704 482918', 'yes ag2026482913704 {code}'],
  ['call 0712345678 or +254 722 000 111', 'call 0712345678 or +254 722 000 111'],
  ['yes but by 15-12-2026, 3100 each', 'yes but by 15-12-2026, 3100 each'],
  ['2026-12-15 O sole mio', '2026-12-15 O sole mio'],
  ['Pole, si leo 😀\ud83d', 'Pole, si leo 😀\ud83d'],
])('%j is stored as %j', (text, stored) => {
  expect(redactCodes(text)).toBe(stored);
});

const spelled = fc
  .tuple(
    anyCode,
    fc.constantFrom('', ...YES, ...NO, 'TERMS'),
    fc.constantFrom('', ...YES, ...NO),
    fc.constantFrom('', ' ', '-', ' – ', ': '),
    fc.array(fc.constantFrom('', '', '', ' ', '-', ' - ', '  '), { minLength: 5, maxLength: 5 }),
    fc.constantFrom('0', 'O', 'o'),
    fc.constantFrom('1', 'I', 'l'),
    fc.constantFrom(1, 2),
  )
  .map(([code, before, after, glue, gaps, zero, one, times]) => {
    const letters = [...code].map((digit) => (digit === '0' ? zero : digit === '1' ? one : digit));
    const broken = letters.map((digit, i) => digit + (gaps[i] ?? '')).join('');
    const isPlain = times === 1 && letters.join('') === code;
    return { code, isPlain, text: [before, ...Array<string>(times).fill(broken), after].join(glue) };
  });

test('a code that could be read, or read by eye, is not in what is stored', () => {
  fc.assert(
    fc.property(spelled, ({ code, isPlain, text }) => {
      fc.pre(isPlain || 'code' in parseReply(text));
      const stored = redactCodes(text).toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
      expect(stored.replace(/[^0-9]/g, '')).not.toContain(code);
    }),
    { numRuns: 3_000 },
  );
});
