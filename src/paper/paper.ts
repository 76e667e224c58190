/** Pieces of a page that know their height before they are drawn, so that what does not fit is found out first. */
import type { Pen, Style } from './pen.js';

export interface Piece {
  height: number;
  /** `y` is its top. */
  draw(y: number): void;
}

export interface Column {
  x: number;
  width: number;
}

const LEADING = 1.27;

export const lineHeight = (style: Style): number => style.size * LEADING;

export const gap = (height: number): Piece => ({ height, draw: () => {} });

/** Lines of text; `tail` says what was left out where they are more than `most`. */
export function paragraph(
  pen: Pen,
  text: string,
  style: Style,
  { x, width }: Column,
  { most = Number.POSITIVE_INFINITY, tail = () => '…' }: { most?: number; tail?: (left: number) => string } = {},
): Piece {
  const lines = pen.lines(text, style, width, most, tail);
  const step = lineHeight(style);
  return {
    height: lines.length * step,
    draw: (y) => {
      for (const [i, line] of lines.entries()) pen.line(line, x, y + i * step, style);
    },
  };
}

/** The same, in the middle of its column. */
export function centred(pen: Pen, text: string, style: Style, { x, width }: Column): Piece {
  const lines = pen.lines(text, style, width, Number.POSITIVE_INFINITY, () => '');
  const step = lineHeight(style);
  const left = (line: string) => x + (width - pen.width(line, style)) / 2;
  return {
    height: lines.length * step,
    draw: (y) => {
      for (const [i, line] of lines.entries()) pen.line(line, left(line), y + i * step, style);
    },
  };
}

/** One below the other. */
export const stack = (...pieces: Piece[]): Piece => ({
  height: pieces.reduce((sum, piece) => sum + piece.height, 0),
  draw: (y) => {
    let top = y;
    for (const piece of pieces) {
      piece.draw(top);
      top += piece.height;
    }
  },
});

/** Side by side, from the same top. */
export const beside = (...pieces: Piece[]): Piece => ({
  height: Math.max(0, ...pieces.map((piece) => piece.height)),
  draw: (y) => {
    for (const piece of pieces) piece.draw(y);
  },
});

/** Read out as one. */
export const tagged = (pen: Pen, tag: 'H1' | 'H2' | 'P', piece: Piece): Piece => ({
  height: piece.height,
  draw: (y) => pen.tagged(tag, () => piece.draw(y)),
});

/** On a ground of its own. */
export function panel(pen: Pen, { x, width }: Column, fill: string, padding: number, piece: Piece): Piece {
  const height = piece.height + 2 * padding;
  return {
    height,
    draw: (y) => {
      pen.ornament(() => pen.doc.roundedRect(x, y, width, height, 4).fill(fill));
      piece.draw(y + padding);
    },
  };
}
