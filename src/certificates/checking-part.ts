/** The parts of a certificate that say what it rests on, and how anybody can check it. */
import QRCode from 'qrcode';
import { beside, type Column, centred, gap, type Piece, panel, paragraph, stack, tagged } from '../paper/paper.js';
import type { Pen, Style } from '../paper/pen.js';
import type { Certificate } from './certificate.js';
import type { PagePlan } from './page-plan.js';
import { COLORS, styles } from './print-styles.js';

const QR_SIZE = 112;
const QUIET_ZONE = 4; // modules, as ISO/IEC 18004 wants around the symbol

export function checkingPart(pen: Pen, { wording, ways }: Certificate, column: Column): Piece {
  const inner = { x: column.x + 10, width: column.width - 20 };
  const { strong, small } = styles(1);
  const code: Style = { face: 'mono', size: 12.5, color: COLORS.ink };
  const command: Style = { face: 'mono', size: 7.2, color: COLORS.ink };
  const line = (text: string, style = small) => tagged(pen, 'P', centred(pen, text, style, inner));
  const byWeb = (address: string) => [
    qr(pen, address, wording.qrAlt(address), inner),
    line(wording.scan),
    line(address.replace(/^https?:\/\//, ''), { ...small, color: COLORS.ink }),
  ];
  return panel(
    pen,
    column,
    COLORS.ground,
    10,
    stack(
      tagged(pen, 'H2', centred(pen, wording.check, strong, inner)),
      gap(5),
      line(ways.shownCode, code),
      line(wording.receiptCode),
      gap(6),
      ...(ways.address === null ? [] : [...byWeb(ways.address), gap(5)]),
      line(wording.sms(ways.smsNumber)),
      line(ways.smsCommand, command),
      gap(6),
      line(wording.secret),
    ),
  );
}

function qr(pen: Pen, address: string, alt: string, { x, width }: Column): Piece {
  const { modules } = QRCode.create(address, { errorCorrectionLevel: 'M' });
  const unit = QR_SIZE / (modules.size + 2 * QUIET_ZONE);
  const left = x + (width - QR_SIZE) / 2;
  const drawAt = (y: number) => {
    pen.doc.rect(left, y, QR_SIZE, QR_SIZE).fill('#ffffff');
    for (let row = 0; row < modules.size; row++) {
      for (let column = 0; column < modules.size; column++) {
        if (!modules.get(row, column)) continue;
        pen.doc.rect(left + (column + QUIET_ZONE) * unit, y + (row + QUIET_ZONE) * unit, unit, unit);
      }
    }
    pen.doc.fill('#000000');
  };
  return { height: QR_SIZE + 4, draw: (y) => pen.tagged('Figure', () => drawAt(y), { alt }) };
}

/** Grades, hash, key, and what all of it does not prove. */
export function smallPrint(pen: Pen, certificate: Certificate, plan: PagePlan, column: Column): Piece {
  const { wording, grades, facts } = certificate;
  const { small } = styles(plan.scale);
  const title: Style = { ...small, face: 'bold', color: COLORS.ink };
  const mono: Style = { ...small, face: 'mono', size: small.size * 0.86, color: COLORS.ink };
  const text = (words: string, style = small) => tagged(pen, 'P', paragraph(pen, words, style, column));
  const space = gap(4 * plan.scale);
  return stack(
    rule(pen, column),
    text(wording.gradesTitle, title),
    ...grades.map(({ label, value }) => text(`${label}: ${value}`)),
    space,
    text(`${wording.notProvenTitle}: ${wording.notProven} ${wording.afterwards}`),
    space,
    labelled(pen, wording.hash, facts.contractHash, title, mono, column),
    labelled(pen, wording.key, facts.keyThumbprint, title, mono, column),
    substitutes(pen, wording.substitutes, small, column),
  );
}

function labelled(pen: Pen, label: string, value: string, title: Style, mono: Style, { x, width }: Column): Piece {
  const from = x + pen.width(`${label} `, title) + 4;
  const row = beside(
    paragraph(pen, label, title, { x, width }),
    stack(gap(0.7), paragraph(pen, value, mono, { x: from, width: x + width - from })),
  );
  return tagged(pen, 'P', row);
}

const rule = (pen: Pen, { x, width }: Column): Piece => ({
  height: 6,
  draw: (y) =>
    pen.ornament(() =>
      pen.doc
        .moveTo(x, y)
        .lineTo(x + width, y)
        .lineWidth(0.6)
        .stroke(COLORS.line),
    ),
});

/** Has its place kept, and says something only where there is need: all else is drawn by then. */
function substitutes(pen: Pen, words: string, style: Style, column: Column): Piece {
  const note = tagged(pen, 'P', paragraph(pen, words, style, column));
  return { height: note.height, draw: (y) => (pen.hasSubstitutes ? note.draw(y) : undefined) };
}
