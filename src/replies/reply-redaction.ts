/** Blots codes out of what a party texted, however they were typed, so that no code is ever stored. */
import { hasCheckDigit } from '../crypto/codes.js';
import { CODE_PLACE } from '../texts/wording.js';
import { forgive, ID_SHAPE, toPlain } from './reply-text.js';

interface Piece {
  start: number;
  end: number;
  coreStart: number;
  coreEnd: number;
  digits: string;
}

interface Range {
  start: number;
  end: number;
}

/** Blots out every code, right or wrong; contract ids, telephone numbers, dates and all other text stay as written. */
export function redactCodes(original: string): string {
  const { text, at } = toPlain(original);
  const pieces = findPieces(text.replace(new RegExp(ID_SHAPE, 'g'), (id) => '#'.repeat(id.length)));
  let redacted = '';
  let done = 0;
  for (const range of merge([...aloneRanges(text, pieces), ...brokenRanges(text, pieces)])) {
    redacted += original.slice(done, at[range.start]) + CODE_PLACE;
    // an invisible character inside a code goes with it, one after it stays
    const last = at[range.end - 1]!;
    done = last + String.fromCodePoint(original.codePointAt(last)!).length;
  }
  return redacted + original.slice(done);
}

// The core runs from the first real digit to the last, so that the O of NDIYO482913 is not taken for a zero.
function findPieces(text: string): Piece[] {
  return [...text.matchAll(/[0-9OIL]+/g)].flatMap((match) => {
    const [digits] = match;
    const first = digits.search(/[0-9]/);
    if (first < 0) return [];
    let last = digits.length;
    while (/[OIL]/.test(digits[last - 1]!)) last -= 1;
    const start = match.index;
    return [{ start, end: start + digits.length, coreStart: start + first, coreEnd: start + last, digits }];
  });
}

// A run of nine digits or more is a telephone number or an id, unless a word and a code are glued to its end.
function aloneRanges(text: string, pieces: Piece[]): Range[] {
  const isGluedCode = ({ start, end, coreStart, coreEnd }: Piece) => {
    const core = text.slice(coreStart, coreEnd);
    const isWordBefore = coreStart > start || /\p{L}$/u.test(text.slice(Math.max(0, start - 2), start));
    const isWordAfter = coreEnd < end || /^\p{L}/u.test(text.slice(end, end + 2));
    return (isWordBefore && isCode(core.slice(0, 6))) || (isWordAfter && isCode(core.slice(-6)));
  };
  return pieces
    .filter((piece) => isCodeSized([piece]) || (coreSize([piece]) > 8 && isGluedCode(piece)))
    .map((piece) => rangeOf([piece]));
}

// A run broken by spaces or dashes is a code by its size; over other signs, or inside a longer run, by its check digit.
function brokenRanges(text: string, pieces: Piece[]): Range[] {
  const ranges: Range[] = [];
  for (const group of groupBy(pieces, (gap) => /^[\s-]+$/.test(gap), text)) {
    const isDate = isDateShaped(text.slice(group[0]!.start, group.at(-1)!.end));
    if (group.length > 1 && isCodeSized(group) && !isDate) ranges.push(rangeOf(group));
  }
  for (const group of groupBy(pieces, (gap) => /^([\s-]+|[^\p{L}\p{N}]{1,3})$/u.test(gap), text)) {
    if (isDateShaped(text.slice(group[0]!.start, group.at(-1)!.end))) continue;
    for (let i = 0; i < group.length; i += 1) {
      for (let j = i + 1; j < Math.min(group.length, i + 6); j += 1) {
        const run = group.slice(i, j + 1);
        if (isCodeInPieces(run)) ranges.push(rangeOf(run));
      }
    }
  }
  return ranges;
}

function groupBy(pieces: Piece[], isJoint: (gap: string) => boolean, text: string): Piece[][] {
  const groups: Piece[][] = [];
  let previous: Piece | undefined;
  for (const piece of pieces.filter((candidate) => candidate.digits.length < 6)) {
    if (previous && isJoint(text.slice(previous.end, piece.start))) groups.at(-1)!.push(piece);
    else groups.push([piece]);
    previous = piece;
  }
  return groups;
}

function isCodeSized(run: Piece[]): boolean {
  return sumOf(run, (piece) => piece.digits.length) >= 6 && coreSize(run) <= 8;
}

function isCodeInPieces(run: Piece[]): boolean {
  const widest = run.map((piece) => piece.digits).join('');
  return isCode(widest) || isCode(widest.slice(run[0]!.coreStart - run[0]!.start));
}

function isCode(digits: string): boolean {
  return digits.length === 6 && hasCheckDigit(forgive(digits));
}

function isDateShaped(text: string): boolean {
  return /^(20\d\d-[01]\d-[0-3]\d|[0-3]\d-[01]\d-20\d\d)$/.test(text);
}

function rangeOf(run: Piece[]): Range {
  const [first, last] = [run[0]!, run.at(-1)!];
  return coreSize(run) >= 6 ? { start: first.coreStart, end: last.coreEnd } : { start: first.start, end: last.end };
}

function coreSize(run: Piece[]): number {
  return sumOf(run, (piece) => piece.coreEnd - piece.coreStart);
}

function sumOf(run: Piece[], size: (piece: Piece) => number): number {
  return run.reduce((sum, piece) => sum + size(piece), 0);
}

function merge(ranges: Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of ranges.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && range.start < last.end) last.end = Math.max(last.end, range.end);
    else merged.push({ ...range });
  }
  return merged;
}
