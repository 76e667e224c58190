/** The figures as a table for people. */
import type { Contest } from './contest.js';
import { highest, lowest, median } from './statistics.js';
import { OF_REFERENCE, P99_OF_REFERENCE, WITH_MANY } from './targets.js';

/** A figure by itself. */
export interface Fact {
  what: string;
  figure: string;
  must: string;
  aim: string;
  verdict: string;
  /** The same for programs. */
  values: Record<string, number | number[]>;
}

interface Side {
  name: string;
  /** A figure a round. */
  perSecond: number[];
  p50Ms: number[];
  p99Ms: number[];
  processorUs: number[];
}

export interface Comparison {
  work: string;
  base: Side;
  rival: Side;
  ratios: number[];
  ratio: number;
  p99Ratio: number;
  /** Of the base's processor time a request to the rival's: what the ratio would be were nothing else waited for. */
  processorRatio: number;
  must: number;
  aim: number;
  verdict: string;
}

export function compare({ work, names, rounds }: Contest): Comparison {
  const isOwn = names[0] !== 'reference';
  const { must, aim } = isOwn ? WITH_MANY : OF_REFERENCE[work];
  const side = (name: string, key: 'base' | 'rival'): Side => {
    const all = (field: Exclude<keyof Side, 'name'>) => rounds.map((round) => round[key][field]);
    return {
      name,
      perSecond: all('perSecond'),
      p50Ms: all('p50Ms'),
      p99Ms: all('p99Ms'),
      processorUs: all('processorUs'),
    };
  };
  const [base, rival] = [side(names[0], 'base'), side(names[1], 'rival')];
  const ratios = rounds.map((round) => round.rival.perSecond / round.base.perSecond);
  const ratio = median(ratios);
  const p99Ratio = median(rival.p99Ms) / median(base.p99Ms);
  const processorRatio = median(base.processorUs) / median(rival.processorUs);
  const isSlow = work === 'create' && !isOwn && p99Ratio > P99_OF_REFERENCE;
  const verdict = isSlow ? 'MISSED (p99)' : verdictOf(ratio >= must, ratio >= aim);
  return { work, base, rival, ratios, ratio, p99Ratio, processorRatio, must, aim, verdict };
}

export const verdictOf = (isMust: boolean, isAim: boolean): string => (isAim ? 'aim met' : isMust ? 'met' : 'MISSED');

export function factOf(
  what: string,
  value: number,
  unit: string,
  target: { must: number; aim: number; isLeast?: boolean },
  values: Fact['values'],
  note = '',
): Fact {
  const isGood = (limit: number) => (target.isLeast ? value >= limit : value <= limit);
  const sign = target.isLeast ? '>=' : '<=';
  const shown = (figure: number) => `${Number(figure.toPrecision(3))} ${unit}`;
  const verdict = verdictOf(isGood(target.must), isGood(target.aim));
  const figure = note ? `${shown(value)} ${note}` : shown(value);
  return { what, figure, must: `${sign} ${shown(target.must)}`, aim: `${sign} ${shown(target.aim)}`, verdict, values };
}

const rate = (values: number[]) =>
  `${Math.round(median(values))} (${Math.round(lowest(values))}-${Math.round(highest(values))})`;
const fixed = (value: number) => value.toFixed(2);
const us = (values: number[]) => median(values).toFixed(0);
const ms = (values: number[]) => median(values).toFixed(1);

export function comparisonTable(comparisons: Comparison[]): string {
  const [first] = comparisons;
  if (!first) return '';
  const { base, rival } = first;
  const head = [
    ...['work', `${base.name}/s`, `${rival.name}/s`, 'ratio a round', 'median', 'must / aim', 'verdict'],
    ...[`p99 ms ${base.name}`, rival.name, 'ratio', `CPU us ${base.name}`, rival.name, 'ratio'],
  ];
  const rows = comparisons.map((one) => [
    ...[one.work, rate(one.base.perSecond), rate(one.rival.perSecond), one.ratios.map(fixed).join(' ')],
    ...[fixed(one.ratio), `${fixed(one.must)} / ${fixed(one.aim)}`, one.verdict],
    ...[ms(one.base.p99Ms), ms(one.rival.p99Ms), fixed(one.p99Ratio)],
    ...[us(one.base.processorUs), us(one.rival.processorUs), fixed(one.processorRatio)],
  ]);
  return table([head, ...rows]);
}

export function factTable(facts: Fact[]): string {
  if (facts.length === 0) return '';
  const rows = facts.map(({ what, figure, must, aim, verdict }) => [what, figure, must, aim, verdict]);
  return table([['what', 'figure', 'must', 'aim', 'verdict'], ...rows]);
}

function table(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  const [head, ...body] = rows;
  return [line(head!), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
