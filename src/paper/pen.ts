/** Measures and draws text on one page of a PDF, and tags it for those who have it read to them. */
import { createRequire } from 'node:module';
import { breakLines, drawable, inVisualOrder, SUBSTITUTE } from './drawable-text.js';

const FACES = {
  regular: 'DejaVuSansCondensed',
  bold: 'DejaVuSansCondensed-Bold',
  serif: 'DejaVuSerifCondensed-Bold',
  mono: 'DejaVuSansMono-Bold',
};

export type Face = keyof typeof FACES;

export interface Style {
  face: Face;
  size: number;
  color: string;
}

/** As much as is used of a font that pdfkit has opened; pdfkit takes it back in place of a file. */
interface OpenFont {
  hasGlyphForCodePoint(codePoint: number): boolean;
}

type Tag = 'H1' | 'H2' | 'P' | 'Figure';

const NARROWEST = 0.15; // of the size
const ASCENT = 0.93; // of the size, in DejaVu
const resolve = createRequire(import.meta.url).resolve;
const opened = new Map<Face, OpenFont>(); // parsing one takes longer than drawing with it

export class Pen {
  private readonly widths = new Map<string, number>();
  private readonly cleaned = new Map<string, string>();
  private readonly root: PDFKit.PDFStructureElement;
  /** Something stands on the page for what does not. */
  hasSubstitutes = false;

  constructor(readonly doc: PDFKit.PDFDocument) {
    for (const face of Object.keys(FACES) as Face[]) this.open(face);
    this.root = doc.struct('Document');
    doc.addStructure(this.root);
  }

  private open(face: Face): void {
    const known = opened.get(face) ?? resolve(`dejavu-fonts-ttf/ttf/${FACES[face]}.ttf`);
    this.doc.registerFont(face, known as string).font(face);
    const { font } = (this.doc as unknown as { _font: { font: OpenFont } })._font;
    opened.set(face, font);
  }

  width(text: string, { face, size }: Pick<Style, 'face' | 'size'>): number {
    const key = face + text;
    const width = this.widths.get(key) ?? this.doc.font(face).fontSize(1).widthOfString(text);
    this.widths.set(key, width);
    return width * size;
  }

  private clean(text: string, face: Face): string {
    const key = face + text;
    const font = opened.get(face)!;
    const clean = this.cleaned.get(key) ?? drawable(text, (codePoint) => font.hasGlyphForCodePoint(codePoint));
    this.cleaned.set(key, clean);
    return clean;
  }

  /** Where it takes more than `most` lines, the last one ends with what `tail` says of the characters left out. */
  lines(text: string, style: Style, width: number, most: number, tail: (left: number) => string): string[] {
    const clean = this.clean(text, style.face);
    const widthOf = (piece: string) => this.width(piece, style);
    // No more than so many lines could hold, even of the narrowest letters.
    const looked = clean.slice(0, Math.ceil((most * width) / (style.size * NARROWEST)));
    const lines = breakLines(looked, width, widthOf);
    if (lines.length <= most && looked.length === clean.length) return lines;
    const kept = lines.slice(0, most - 1);
    const room = width - widthOf(tail(clean.length));
    const last = breakLines((lines[most - 1] ?? '').replaceAll(' ', '\u00a0'), room, widthOf)[0] ?? '';
    const shown = last.replaceAll('\u00a0', ' ').trimEnd();
    const left = clean.length - [...kept, shown].join(' ').length;
    return [...kept, shown + tail(left)];
  }

  /** `y` is the top of the line. */
  line(text: string, x: number, y: number, { face, size, color }: Style): void {
    if (text.includes(SUBSTITUTE) || text.endsWith('…')) this.hasSubstitutes = true;
    this.doc.font(face).fontSize(size).fillColor(color);
    const baseline = y + size * ASCENT;
    const put = (piece: string, at: number) =>
      this.doc.text(piece, at, baseline, { lineBreak: false, baseline: 'alphabetic' });
    const pieces = inVisualOrder(text);
    if (!pieces) return void put(text, x);
    let at = x;
    for (const piece of pieces) {
      if (piece !== ' ') put(piece, at);
      at += this.width(piece, { face, size });
    }
  }

  tagged(tag: Tag, draw: () => void, options: { alt?: string } = {}): void {
    this.root.add(this.doc.struct(tag, options, [draw]));
  }

  /** Ornament: nobody needs to have it read out. */
  ornament(draw: () => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.doc.endMarkedContent();
  }

  finish(): void {
    this.root.end();
  }
}
