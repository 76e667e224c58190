import fc from 'fast-check';
import { canonicalize } from '../../src/json/canonical-json.js';
import { canonicalText } from '../../src/verifier/canonical.js';
import { describeWith, listFiles, readText, readVectors } from '../crypto/published.js';

const RUNS = { numRuns: 10_000 };
const anyJson = () => fc.jsonValue({ stringUnit: 'binary' }).map((value) => JSON.parse(JSON.stringify(value)));
const isWellFormed = (value: unknown) => !/\\ud[89a-f]/i.test(JSON.stringify(value));

describe.each([
  ['the signer', canonicalize],
  ['the verifier', canonicalText],
])('canonical JSON of %s', (_, canonical) => {
  test('orders members as in RFC 8785 section 3.2.3', () => {
    const sample = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(canonical(sample)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis",' +
        '"\u20ac":"Euro Sign","\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
  });

  test('writes the sample of RFC 8785 section 3.2.2', () => {
    const sample = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonical(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test.each([
    [0, '0'],
    [-0, '0'],
    [5e-324, '5e-324'],
    [-1.7976931348623157e308, '-1.7976931348623157e+308'],
    [9007199254740992, '9007199254740992'],
    [295147905179352830000, '295147905179352830000'],
    [9.999999999999997e22, '9.999999999999997e+22'],
    [1e21, '1e+21'],
    [0.000001, '0.000001'],
    [1e-7, '1e-7'],
    [333333333.3333332, '333333333.3333332'],
  ])('writes the number %d as in RFC 8785 appendix B', (value, text) => {
    expect(canonical(value)).toBe(text);
  });

  test.each([
    ['a lone high surrogate', 'a\ud800'],
    ['a lone low surrogate', ['\udc00b']],
    ['a lone surrogate in a name', { '\udfff': 1 }],
    ['NaN', Number.NaN],
    ['Infinity', [Number.POSITIVE_INFINITY]],
    ['undefined', undefined],
    ['undefined as a member', { a: undefined }],
    ['a hole in an array', new Array(1)],
    ['a function', { a: () => 1 }],
    ['a bigint', 1n],
    ['a symbol', Symbol('a')],
  ])('refuses %s', (_name, value) => {
    expect(() => canonical(value)).toThrow(canonical === canonicalize ? TypeError : RangeError);
  });

  test('is idempotent', () => {
    fc.assert(
      fc.property(anyJson().filter(isWellFormed), (value) => {
        const text = canonical(value);
        return canonical(JSON.parse(text)) === text;
      }),
      RUNS,
    );
  });

  test('does not depend on the order in which members were made', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        return canonical(Object.fromEntries(Object.entries(object).reverse())) === canonical(object);
      }),
      RUNS,
    );
  });
});

test.each([
  ['a Date', new Date(0)],
  ['a Map', new Map()],
])('the signer refuses %s rather than writing an empty object', (_, value) => {
  expect(() => canonicalize({ value })).toThrow(TypeError);
});

test('the signer refuses a value that contains itself', () => {
  const value: unknown[] = [];
  value.push(value);
  expect(() => canonicalize(value)).toThrow(TypeError);
});

test('signer and verifier write the same text', () => {
  fc.assert(
    fc.property(anyJson().filter(isWellFormed), (value) => canonicalText(value) === canonicalize(value)),
    RUNS,
  );
});

test('a change of any leaf changes the text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer(), (one, other, number) => {
      fc.pre(one !== other);
      return canonicalize({ a: { b: [one, number] } }) !== canonicalize({ a: { b: [other, number] } });
    }),
    RUNS,
  );
});

describeWith('jcs', 'the reference files of RFC 8785', (folder) => {
  test.each(listFiles(folder, '.input.json').map((path) => [path.split(/[\\/]/).at(-1), path]))(
    '%s',
    (_, path = '') => {
      const expected = readText(path.replace('.input.', '.output.'));
      expect(canonicalize(readVectors(path))).toBe(expected);
      expect(canonicalText(readVectors(path))).toBe(expected);
    },
  );
});
