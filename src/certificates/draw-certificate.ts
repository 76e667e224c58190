/** Draws a certificate: one page of A4, whatever the contract holds. Equal orders give equal bytes. */
import PDFDocument from 'pdfkit';
import { beside, type Column, gap, type Piece, panel, paragraph, stack, tagged } from '../paper/paper.js';
import { Pen, type Style } from '../paper/pen.js';
import { partiesPart, termsPart, timelinePart } from './agreed-part.js';
import { type Certificate, type CertificateOrder, writeCertificate } from './certificate.js';
import { checkingPart, smallPrint } from './checking-part.js';
import { type PagePlan, plansFor } from './page-plan.js';
import { COLORS, styles } from './print-styles.js';
import { readFacts } from './receipt-facts.js';

const PAGE = { width: 595.28, height: 841.89 };
const MARGIN = { side: 50, top: 46, bottom: 40 };
const COLUMN: Column = { x: MARGIN.side, width: PAGE.width - 2 * MARGIN.side };
const CHECKING_WIDTH = 158;
const CHECKING: Column = { x: PAGE.width - MARGIN.side - CHECKING_WIDTH, width: CHECKING_WIDTH };
const LEFT: Column = { x: MARGIN.side, width: COLUMN.width - CHECKING_WIDTH - 22 };

export async function drawCertificate({ receipt, ...order }: CertificateOrder): Promise<Buffer> {
  const certificate = writeCertificate(readFacts(receipt), order);
  const { facts, wording } = certificate;
  const doc = new PDFDocument({
    ...{ size: 'A4', margin: 0, font: '', autoFirstPage: true },
    ...{ pdfVersion: '1.7', tagged: true, lang: order.language, displayTitle: true },
    info: {
      Title: `${wording.title[facts.status]} ${facts.contractId}`,
      Subject: certificate.reference,
      Keywords: facts.contractHash,
      Creator: 'Ndiyo',
      Producer: 'Ndiyo, with PDFKit',
      CreationDate: new Date(facts.decidedAt),
    },
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  drawPage(new Pen(doc), certificate);
  doc.end();
  return whole;
}

function drawPage(pen: Pen, certificate: Certificate): void {
  const room = PAGE.height - MARGIN.top - MARGIN.bottom;
  let page: { body: Piece; foot: Piece } | undefined;
  for (const plan of plansFor(certificate.terms.length, certificate.parties.length)) {
    page = composePage(pen, certificate, plan);
    if (page.body.height + page.foot.height <= room) break;
  }
  pen.ornament(() => drawFrame(pen, certificate));
  page!.body.draw(MARGIN.top);
  page!.foot.draw(PAGE.height - MARGIN.bottom - page!.foot.height);
  if (certificate.simulated !== null) pen.ornament(() => drawAcross(pen, certificate.wording.simulated));
  pen.finish();
}

/** Few parties stand beside the code; many need the width of the page, and leave that place to the timeline. */
function composePage(pen: Pen, certificate: Certificate, plan: PagePlan): { body: Piece; foot: Piece } {
  const [narrow, wide] = plan.isCompact ? [timelinePart, partiesPart] : [partiesPart, timelinePart];
  return {
    body: stack(
      masthead(pen, certificate),
      beside(
        stack(termsPart(pen, certificate, plan, LEFT), narrow(pen, certificate, plan, LEFT)),
        stack(gap(11 * plan.scale), checkingPart(pen, certificate, CHECKING)),
      ),
      wide(pen, certificate, plan, COLUMN),
      gap(8 * plan.scale),
    ),
    foot: smallPrint(pen, certificate, plan, COLUMN),
  };
}

function masthead(pen: Pen, certificate: Certificate): Piece {
  const { wording, facts, reference, decision, concluded, simulated, localTimeLabel } = certificate;
  const color = COLORS[facts.status];
  const { plain, quiet } = styles(1);
  const title: Style = { face: 'serif', size: 25, color };
  const inner: Column = { x: COLUMN.x + 12, width: COLUMN.width - 24 };
  const banner: Style = { face: 'bold', size: 13, color };
  const when = `${localTimeLabel}: ${concluded.localTime} · ${wording.utc}: ${concluded.utc}`;
  const kind = { x: COLUMN.x + COLUMN.width - pen.width(wording.kind, quiet), width: COLUMN.width };
  return stack(
    beside(
      tagged(pen, 'P', paragraph(pen, 'Ndiyo', { face: 'serif', size: 12, color: COLORS.ink }, COLUMN)),
      stack(gap(3), tagged(pen, 'P', paragraph(pen, wording.kind, quiet, kind))),
    ),
    gap(9),
    tagged(pen, 'H1', paragraph(pen, wording.title[facts.status], title, COLUMN)),
    gap(2),
    tagged(pen, 'P', paragraph(pen, reference, plain, COLUMN)),
    gap(10),
    panel(
      pen,
      COLUMN,
      COLORS.ground,
      9,
      stack(
        tagged(pen, 'P', paragraph(pen, `${wording.status[facts.status]}`, banner, inner)),
        tagged(pen, 'P', paragraph(pen, decision, plain, inner)),
        tagged(pen, 'P', paragraph(pen, when, quiet, inner)),
      ),
    ),
    simulated === null ? gap(0) : stack(gap(7), simulatedBanner(pen, wording.simulated, simulated, inner)),
  );
}

function simulatedBanner(pen: Pen, word: string, sentence: string, inner: Column): Piece {
  const loud: Style = { face: 'bold', size: 15, color: COLORS.warning };
  const plain: Style = { ...styles(1).plain, color: COLORS.warning };
  const words = stack(paragraph(pen, word, loud, inner), paragraph(pen, sentence, plain, inner));
  return panel(pen, COLUMN, COLORS.warningGround, 9, tagged(pen, 'P', words));
}

function drawFrame({ doc }: Pen, { facts }: Certificate): void {
  for (const [inset, width] of [
    [20, 1.4],
    [24, 0.5],
  ] as const) {
    doc.lineWidth(width).rect(inset, inset, PAGE.width - 2 * inset, PAGE.height - 2 * inset);
    doc.stroke(COLORS[facts.status]);
  }
}

/** Over everything, so faint that what lies under it is read: nobody may miss this word. */
function drawAcross(pen: Pen, word: string): void {
  const { doc } = pen;
  const style: Style = { face: 'bold', size: 92, color: COLORS.warning };
  const width = pen.width(word, style);
  const middle: [number, number] = [PAGE.width / 2, PAGE.height / 2];
  doc.save().rotate(-52, { origin: middle }).fillOpacity(0.07);
  pen.line(word, middle[0] - width / 2, middle[1] - style.size / 2, style);
  doc.restore().fillOpacity(1);
}
