/** The parts of a certificate that say what was agreed, by whom and when. */

import { beside, type Column, gap, type Piece, paragraph, stack, tagged } from '../paper/paper.js';
import type { Pen, Style } from '../paper/pen.js';
import type { Certificate, Labelled, Moment, ShownParty } from './certificate.js';
import type { PagePlan } from './page-plan.js';
import { COLORS, heading, styles } from './print-styles.js';

const LABEL_SHARE = 0.31; // of the column
const LABEL_LINES = 3;

export function termsPart(pen: Pen, certificate: Certificate, plan: PagePlan, column: Column): Piece {
  const { wording, terms, transcript, facts } = certificate;
  const { quiet } = styles(plan.scale);
  const rows = terms.slice(0, plan.terms).map((term) => termRow(pen, term, certificate, plan, column));
  const hidden = terms.length - rows.length;
  if (hidden > 0) rows.push(tagged(pen, 'P', paragraph(pen, wording.moreTerms(hidden), quiet, column)));
  if (transcript !== null) {
    const said = { label: wording.transcript, value: `“${transcript}”` };
    rows.push(termRow(pen, said, certificate, { ...plan, valueLines: plan.transcriptLines }, column));
  }
  return stack(heading(pen, wording.whatWasAgreed[facts.status], plan, column), ...rows);
}

function termRow(pen: Pen, term: Labelled, { wording }: Certificate, plan: PagePlan, { x, width }: Column): Piece {
  const { quiet, plain, amount } = styles(plan.scale);
  const isTotal = term.label === wording.terms.total_amount;
  const label = { x, width: width * LABEL_SHARE - 8 };
  const value = { x: x + width * LABEL_SHARE, width: width * (1 - LABEL_SHARE) };
  const limits = { most: plan.valueLines, tail: wording.moreCharacters };
  const shown = isTotal ? amount : plain;
  // On one baseline, though the total is larger than its label.
  const drop = gap((shown.size - quiet.size) * 0.93);
  const row = beside(
    stack(drop, paragraph(pen, term.label, quiet, label, { most: Math.min(plan.valueLines, LABEL_LINES) })),
    paragraph(pen, term.value, shown, value, limits),
  );
  return stack(tagged(pen, 'P', row), gap(3.5 * plan.scale));
}

export function partiesPart(pen: Pen, certificate: Certificate, plan: PagePlan, column: Column): Piece {
  const { wording, parties } = certificate;
  const shown = parties.slice(0, plan.parties);
  const hidden = parties.length - shown.length;
  const { quiet } = styles(plan.scale);
  return stack(
    heading(pen, wording.parties, plan, column),
    plan.isCompact
      ? narrowRows(pen, shown, certificate, plan, column)
      : wideRows(pen, shown, certificate, plan, column),
    hidden > 0 ? tagged(pen, 'P', paragraph(pen, wording.moreParties(hidden), quiet, column)) : gap(0),
  );
}

function wideRows(pen: Pen, parties: ShownParty[], { wording }: Certificate, plan: PagePlan, { x, width }: Column) {
  const { strong, quiet, warning } = styles(plan.scale);
  const who = { x, width: width * 0.52 - 8 };
  const answer = { x: x + width * 0.52, width: width * 0.48 };
  const rows = parties.map((party) => {
    const said = { ...strong, color: party.isNo ? COLORS.no : COLORS.ink };
    const row = beside(
      stack(
        paragraph(pen, party.name, strong, who, { most: plan.valueLines }),
        paragraph(pen, `${party.role} · ${party.number}`, quiet, who),
      ),
      stack(
        paragraph(pen, party.answer, said, answer),
        paragraph(pen, party.grade, quiet, answer),
        party.isSimulated ? paragraph(pen, wording.simulated, warning, answer) : gap(0),
      ),
    );
    return stack(tagged(pen, 'P', row), gap(5 * plan.scale));
  });
  return stack(...rows);
}

const BETWEEN = 16;
const CELL_GAP = 5;

/** Name, number, answer and its time on a line: two columns of them, and the names get the room the others leave. */
function narrowRows(pen: Pen, parties: ShownParty[], { wording }: Certificate, plan: PagePlan, { x, width }: Column) {
  const { strong, plain, quiet, warning } = styles(plan.scale);
  const half = (width - BETWEEN) / 2;
  const rows = parties.map((party): [text: string, style: Style][] => [
    [`${party.name} (${party.role})`, strong],
    [party.number, plain],
    [[party.answer, party.letter].filter(Boolean).join(' · '), party.isNo ? { ...plain, color: COLORS.no } : plain],
    party.isSimulated ? [wording.simulated, warning] : [party.localTime.replace(/:\d\d$/, ''), quiet],
  ]);
  const widest = [1, 2, 3].map((i) => Math.max(...rows.map((row) => pen.width(...row[i]!))) + CELL_GAP);
  const widths = [half - widest.reduce((sum, one) => sum + one, 0), ...widest];
  const rowAt = (row: [string, Style][], left: number): Piece => {
    const cells = row.map(([text, style], i) => {
      const from = left + widths.slice(0, i).reduce((sum, one) => sum + one, 0);
      return paragraph(pen, text, style, { x: from, width: widths[i]! - CELL_GAP + 0.1 }, { most: 1 });
    });
    return tagged(pen, 'P', beside(...cells));
  };
  const middle = Math.ceil(rows.length / 2);
  return beside(
    stack(...rows.slice(0, middle).map((row) => rowAt(row, x))),
    stack(...rows.slice(middle).map((row) => rowAt(row, x + half + BETWEEN))),
  );
}

export function timelinePart(pen: Pen, certificate: Certificate, plan: PagePlan, column: Column): Piece {
  const { wording, created, answers, concluded, localTimeLabel } = certificate;
  const { quiet, plain } = styles(plan.scale);
  const { x, width } = column;
  const cellOf = (text: string) => pen.width(text, plain) + 10;
  const times = [Math.max(cellOf(created.localTime), pen.width(localTimeLabel, quiet) + 10), cellOf(created.utc)];
  const columns = [0, times[0]!, times[0]! + times[1]!].map((from, i) => {
    return { x: x + from, width: (times[i] ?? width - from) - 6 };
  });
  const row = ({ localTime, utc, what }: Moment, style = plain, limits = {}): Piece => {
    const cells = [localTime, utc, what].map((text, i) => paragraph(pen, text, style, columns[i]!, limits));
    return tagged(pen, 'P', beside(...cells));
  };
  const [first, last] = [answers[0]!, answers.at(-1)!];
  const summed = [
    { ...first, what: wording.firstAnswer(answers.length) },
    { ...last, what: wording.lastAnswer(answers.length) },
  ];
  const shown = plan.isCompact && answers.length > 4 ? summed : answers;
  return stack(
    heading(pen, wording.timeline, plan, column),
    row({ localTime: localTimeLabel, utc: wording.utc, what: '' }, quiet),
    row(created),
    ...shown.map((moment) => row(moment, plain, plan.isCompact ? { most: 1 } : {})),
    row(concluded),
  );
}
