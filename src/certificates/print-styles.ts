/** Sizes and colours of a certificate, so chosen that it also reads well printed in grey. */

import { type Column, gap, type Piece, paragraph, stack, tagged } from '../paper/paper.js';
import type { Pen, Style } from '../paper/pen.js';
import type { PagePlan } from './page-plan.js';

export const COLORS = {
  ink: '#1c1917',
  quiet: '#57534e',
  line: '#d6d3d1',
  ground: '#f5f5f4',
  confirmed: '#14532d',
  declined: '#7f1d1d',
  no: '#991b1b',
  warning: '#92400e',
  warningGround: '#fef3c7',
};

export const styles = (
  scale: number,
): Record<'plain' | 'strong' | 'quiet' | 'amount' | 'warning' | 'small', Style> => ({
  plain: { face: 'regular', size: 9.5 * scale, color: COLORS.ink },
  strong: { face: 'bold', size: 9.5 * scale, color: COLORS.ink },
  quiet: { face: 'regular', size: 8.5 * scale, color: COLORS.quiet },
  amount: { face: 'bold', size: 13 * scale, color: COLORS.ink },
  warning: { face: 'bold', size: 8.5 * scale, color: COLORS.warning },
  small: { face: 'regular', size: 7.6 * Math.max(scale, 0.9), color: COLORS.quiet },
});

export function heading(pen: Pen, text: string, { scale }: PagePlan, column: Column): Piece {
  const style: Style = { face: 'bold', size: 10.5 * Math.max(scale, 0.85), color: COLORS.ink };
  const rule: Piece = {
    height: 5 * scale,
    draw: (y) =>
      pen.ornament(() => {
        const { x, width } = column;
        pen.doc
          .moveTo(x, y + 1)
          .lineTo(x + width, y + 1)
          .lineWidth(0.6)
          .stroke(COLORS.line);
      }),
  };
  return stack(gap(11 * scale), tagged(pen, 'H2', paragraph(pen, text, style, column)), rule);
}
