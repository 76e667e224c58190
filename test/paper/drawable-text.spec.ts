import fc from 'fast-check';
import { breakLines, drawable, inVisualOrder } from '../../src/paper/drawable-text.js';

const ONE_EACH = (piece: string) => [...piece].length;
const all = () => true;

test.each([
  ['lines and tabs', 'a\n\tb\r\n c\u2028d', 'a b c d'],
  ['controls', 'a\u0000b\u001bc\u0085d', 'a b c d'],
  ['overrides of direction', '\u202eurukaN\u202c \u2066x\u2069 \u200f\u061c', 'urukaN x'],
  ['joiners, tags and selectors', 'a\u200d\u200bb\ufe0f\u{e0041}\ufeff', 'ab'],
  ['a half of a pair', 'a\ud800b', 'ab'],
  ['a composed letter in pieces', 'Wanjiru\u0303', 'Wanjirũ'],
  ['a tower of marks', `x${'\u0301'.repeat(400)}y`, 'x\u0301\u0301▯y'],
])('%s are gone or stood for', (_what, text, expected) => {
  expect(drawable(text, all)).toBe(expected);
});

test('what the fonts cannot draw is stood for, not left out', () => {
  expect(drawable('a🌽ሰላም', (codePoint) => codePoint < 128)).toBe('a▯▯▯▯');
});

test.each([
  ['one two three', 7, ['one two', 'three']],
  ['abcdefghij k', 4, ['abcd', 'efgh', 'ij k']],
  ['a', 1, ['a']],
  ['', 5, []],
  ['👩🏾‍🌾👩🏾‍🌾', 4, ['👩🏾‍🌾', '👩🏾‍🌾']], // four code points each, and never cut
])('%j in lines of %d', (text, width, lines) => {
  expect(breakLines(text, width, ONE_EACH)).toEqual(lines);
});

test('no line is too wide, and none of the text is lost', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z]{0,30}( [a-z]{1,30}){0,20}$/),
      fc.integer({ min: 1, max: 20 }),
      (text, width) => {
        const lines = breakLines(text, width, ONE_EACH);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      },
    ),
  );
});

test.each([
  ['Nakuru', null],
  ['شركة النيل', ['النيل', ' ', 'شركة']],
  ['buyer شركة النيل Ltd', ['buyer', ' ', 'النيل', ' ', 'شركة', ' ', 'Ltd']],
  ['من 100 كيس', ['كيس', ' ', '100', ' ', 'من']],
  ['كيس 100', ['كيس', ' ', '100']],
  ['كيس12', ['كيس', '12']],
])('%j stands on paper as %j', (line, pieces) => {
  expect(inVisualOrder(line)).toEqual(pieces);
});
