import fc from 'fast-check';
import { decodeUtf8, parseStrictJson, StrictJsonError } from '../../src/json/strict-json.js';

function refusal(read: () => unknown): StrictJsonError {
  try {
    read();
  } catch (error) {
    if (error instanceof StrictJsonError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

const refusalOf = (text: string) => refusal(() => parseStrictJson(text));

test.each([
  'null',
  ' [1, 2.5 , -3e2,\t"a\\n\\u00e9\\ud83d\\ude00" ] \r\n',
  '{"a":{"b":[true,false,null,{}],"":[]},"constructor":1,"toString":"x"}',
  '[0,-0,0.0,0e999999,1e-7,1.5e3,999999999999999,9007199254740991,-9007199254740991,0.1,10000000000000.5,1.10000000000000000000]',
  '"\u2028\u007f😀"',
])('reads %j as JSON.parse does', (text) => {
  expect(parseStrictJson(text)).toStrictEqual(JSON.parse(text));
});

test.each([
  ['', 'it ends too early at line 1, column 1'],
  ['{"a":1', 'it ends too early at line 1, column 7'],
  ['{"a":"b', 'it ends too early at line 1, column 8'],
  ['"\\"', 'it ends too early'],
  ['[1,\n 2,]', 'unexpected "]" at line 2, column 4'],
  ['{"a":1,}', 'unexpected "}"'],
  ['{a:1}', 'unexpected "a"'],
  ["{'a':1}", 'unexpected "\'"'],
  ['{"a" 1}', 'unexpected "1"'],
  ['[1 2]', 'unexpected "2"'],
  ['01', 'unexpected "1"'],
  ['-', 'unexpected "-"'],
  ['+1', 'unexpected "+"'],
  ['1.', 'unexpected "."'],
  ['.5', 'unexpected "."'],
  ['1e', 'unexpected "e"'],
  ['0x10', 'unexpected "x"'],
  ['NaN', 'unexpected "N"'],
  ['truE', 'unexpected "t"'],
  ['nul', 'unexpected "n"'],
  ['"\t"', 'unexpected "\\t"'],
  ['"\\x"', 'unexpected "\\\\"'],
  ['"\\u12g4"', 'unexpected "\\\\"'],
  ['1 1', 'unexpected "1" at line 1, column 3'],
  ['\ufeff1', 'unexpected'],
  ['\u00a01', 'unexpected'],
  ['/* a */ 1', 'unexpected "/"'],
])('refuses %j, which is no JSON', (text, detail) => {
  const error = refusalOf(text);
  expect(error.kind).toBe('syntax');
  expect(error.detail).toContain(detail);
});

test.each([
  ['{"a":1,"b":2,"a":1}', 'syntax', '#/a', 'twice'],
  ['{"x":[{"a":1,"\\u0061":1}]}', 'syntax', '#/x/0/a', 'twice'],
  ['{"parties":[{"x":1e999}]}', 'value', '#/parties/0/x', 'too large'],
  ['[-1e999]', 'value', '#/0', 'too large'],
  ['[9007199254740992]', 'value', '#/0', 'beyond 9007199254740991'],
  ['[1e16]', 'value', '#/0', 'beyond 9007199254740991'],
  ['[12345678901234567890]', 'value', '#/0', 'beyond 9007199254740991'],
  ['[1.234567890123456]', 'value', '#/0', 'exactly'],
  ['[1.00000000000000000001]', 'value', '#/0', 'exactly'],
  ['[1e-400]', 'value', '#/0', 'exactly'],
  ['[1.2345e-320]', 'value', '#/0', 'exactly'],
  ['{"a/b~c":"\\u0000"}', 'value', '#/a~1b~0c', 'NUL'],
  ['{"a":["x","\\ud800"]}', 'value', '#/a/1', 'surrogate'],
  ['["\\udc00\\ud800"]', 'value', '#/0', 'surrogate'],
  ['["\ud83d"]', 'value', '#/0', 'surrogate'],
  ['{"a":1,"\\ud800":2}', 'value', '#', 'surrogate'],
  ['{"a b":{"__proto__":{}}}', 'value', '#/a%20b/__proto__', '__proto__'],
  ['{"__pr\\u006fto__":1}', 'value', '#/__proto__', '__proto__'],
])('refuses %j and says where', (text, kind, pointer, detail) => {
  const error = refusalOf(text);
  expect(error).toMatchObject({ kind, pointer });
  expect(error.detail).toContain(detail);
});

test('takes 32 levels and refuses 33, 5,000 and 100,000 without exhausting the stack', () => {
  const nested = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels);
  expect(parseStrictJson(nested(32, '[', ']'))).toEqual(JSON.parse(nested(32, '[', ']')));
  for (const levels of [33, 5_000, 100_000]) {
    expect(refusalOf(nested(levels, '[', ']'))).toMatchObject({ kind: 'syntax' });
    expect(refusalOf('{"a":'.repeat(levels)).detail).toContain('deeper than 32');
  }
  expect(refusal(() => parseStrictJson('[[1]]', { maxDepth: 1 })).detail).toContain('deeper than 1 ');
  expect(refusal(() => parseStrictJson('['.repeat(100_000), { maxDepth: 1e9 }))).toMatchObject({ kind: 'syntax' });
});

test('a member called like something inherited is an ordinary member', () => {
  const value = parseStrictJson('{"hasOwnProperty":1,"constructor":2}');
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(Object.keys(value as object)).toEqual(['hasOwnProperty', 'constructor']);
});

const nearJson = () =>
  fc.oneof(
    fc.json(),
    fc.string(),
    fc.json({ stringUnit: 'binary' }),
    fc
      .array(fc.constantFrom(...'{}[]:,"\\u0d8-.eE+19tfn \n', 'null', 'true', '\ud800', '"a"'), { maxLength: 40 })
      .map((parts) => parts.join('')),
    fc.tuple(fc.json(), fc.nat(), fc.constantFrom(...'{}[]:,"\\0e. ')).map(([text, at, mark]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + mark + text.slice(place + 1);
    }),
  );

test('whatever it accepts JSON.parse reads in the same way, and it throws nothing but StrictJsonError', () => {
  fc.assert(
    fc.property(nearJson(), (text) => {
      let value: unknown;
      try {
        value = parseStrictJson(text);
      } catch (error) {
        expect(error).toBeInstanceOf(StrictJsonError);
        return;
      }
      expect(value).toStrictEqual(JSON.parse(text));
    }),
    { numRuns: 20_000 },
  );
});

test('ordinary JSON is accepted', () => {
  const leaf = fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.integer(), fc.maxSafeInteger());
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie('value')), fc.dictionary(fc.string(), tie('value'))),
  }));
  fc.assert(
    fc.property(value, (original) => {
      const text = JSON.stringify(original);
      fc.pre(!text.includes('\\u0000') && !text.includes('"__proto__"'));
      expect(parseStrictJson(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 5_000 },
  );
});

test('any decimal of 15 significant digits is accepted and keeps its digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999_999_999 }), fc.integer({ min: 1, max: 15 }), (digits, places) => {
      const whole = String(digits).padStart(places + 1, '0');
      const literal = `${whole.slice(0, -places)}.${whole.slice(-places)}`;
      const value = parseStrictJson(literal) as number;
      const [mantissa = ''] = value.toExponential(14).split('e');
      expect(mantissa.replace('.', '').replace(/0+$/, '')).toBe(String(digits).replace(/0+$/, ''));
    }),
  );
});

describe('decoding UTF-8', () => {
  test('gives the text, also from the middle of a larger buffer', () => {
    const whole = Buffer.from('xx€ sawa 😀xx');
    expect(decodeUtf8(whole.subarray(2, whole.length - 2))).toBe('€ sawa 😀');
    expect(decodeUtf8(new Uint8Array())).toBe('');
  });

  test.each([
    ['a stray continuation byte', [0x61, 0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a cut character', [0xe2, 0x82]],
    ['a byte order mark', [0xef, 0xbb, 0xbf, 0x31]],
  ])('refuses %s', (_, bytes) => {
    expect(refusal(() => decodeUtf8(Uint8Array.from(bytes)))).toMatchObject({ kind: 'syntax' });
  });
});
