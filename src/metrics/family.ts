/** A metric and its values, in the shape that prom-client writes out. */
import type { Distribution } from '../measures/distribution.js';

type Labels = Record<string, string>;

interface Value {
  value: number;
  labels: Labels;
  /** Where a part of the metric has a name of its own. */
  metricName?: string;
}

export interface Family {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  values: Value[];
  /** For prom-client, which could add several of them up. */
  aggregator: 'first';
}

type Labelled = readonly [value: number, labels?: Labels];

const make = (type: Family['type'], name: string, help: string, values: Value[]): Family => ({
  ...{ name, help, type, values, aggregator: 'first' },
});

const plain = (values: readonly Labelled[]): Value[] => values.map(([value, labels = {}]) => ({ value, labels }));

export const gauge = (name: string, help: string, ...values: Labelled[]) => make('gauge', name, help, plain(values));

/** `name` ends in `_total`. */
export const counter = (name: string, help: string, ...values: Labelled[]) =>
  make('counter', name, help, plain(values));

export function histogram(name: string, help: string, ...many: [Distribution, Labels?][]): Family {
  const values = many.flatMap(([{ bounds, counts, sum }, labels = {}]) => {
    let count = 0;
    const buckets = [...bounds.map(String), '+Inf'].map((le, i) => {
      count += counts[i]!;
      return { value: count, labels: { ...labels, le }, metricName: `${name}_bucket` };
    });
    const all = { value: sum, labels, metricName: `${name}_sum` };
    return [...buckets, all, { value: count, labels, metricName: `${name}_count` }];
  });
  return make('histogram', name, help, values);
}
