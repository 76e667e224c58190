/** Text as a page can hold it: nothing invisible, nothing that turns its neighbours round, lines that fit. */

/** Stands for what the fonts cannot draw. */
export const SUBSTITUTE = '▯';

const FROM_RIGHT = String.raw`\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff`; // Hebrew, Arabic and their neighbours
const RTL = new RegExp(`[${FROM_RIGHT}]`);
const PARTS = new RegExp(String.raw`[${FROM_RIGHT}\p{M}]+|[^${FROM_RIGHT}]+`, 'gu');
const STACKED_MARKS = /(\p{M}{2})\p{M}+/gu; // more would be drawn over the lines above and below
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One paragraph. Controls, and what formats unseen (overrides of direction, joiners, variation selectors), go. */
export function drawable(text: string, canDraw: (codePoint: number) => boolean): string {
  const plain = text
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}]|\p{Variation_Selector}/gu, '')
    .replace(STACKED_MARKS, `$1${SUBSTITUTE}`)
    .trim();
  return [...plain].map((char) => (canDraw(char.codePointAt(0)!) ? char : SUBSTITUTE)).join('');
}

/** Breaks between words, and inside a word only where it is wider than a line. */
export function breakLines(text: string, width: number, widthOf: (piece: string) => number): string[] {
  const lines: string[] = [];
  const space = widthOf(' ');
  let line = '';
  let used = 0;
  for (const piece of text.split(' ').flatMap((word) => fitting(word, width, widthOf))) {
    const cost = widthOf(piece);
    if (line !== '' && used + space + cost <= width) {
      line += ` ${piece}`;
      used += space + cost;
    } else {
      if (line !== '') lines.push(line);
      line = piece;
      used = cost;
    }
  }
  return line === '' ? lines : [...lines, line];
}

function fitting(word: string, width: number, widthOf: (piece: string) => number): string[] {
  if (widthOf(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const { segment } of GRAPHEMES.segment(word)) {
    const cost = widthOf(segment);
    if (piece !== '' && used + cost > width) {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += segment;
    used += cost;
  }
  return [...pieces, piece];
}

/**
 * The pieces of a line in the order they stand on paper, from the left. Words of scripts written from the right are
 * turned round as a run; the whole of UAX #9 this is not. Null for a line that reads from the left throughout.
 */
export function inVisualOrder(line: string): string[] | null {
  if (!RTL.test(line)) return null;
  const pieces = line.split(' ').flatMap((word, i) => [...(i > 0 ? [' '] : []), ...(word.match(PARTS) ?? [])]);
  const ordered: string[] = [];
  let run: string[] = [];
  const endRun = () => {
    const last = run.findLastIndex((piece) => RTL.test(piece));
    ordered.push(...run.slice(0, last + 1).reverse(), ...run.slice(last + 1));
    run = [];
  };
  for (const piece of pieces) {
    // Digits and signs between two words of such a script belong to their run.
    if (RTL.test(piece) || (run.length > 0 && !/\p{L}/u.test(piece))) run.push(piece);
    else {
      endRun();
      ordered.push(piece);
    }
  }
  endRun();
  return ordered;
}
