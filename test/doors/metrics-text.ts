/** Reads the text format of Prometheus (0.0.4), and throws at whatever is not exactly that. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface Family {
  name: string;
  help: string;
  type: string;
  samples: Sample[];
}

const HELP = /^# HELP ([a-z][a-z0-9_]*) (\S.*)$/;
const TYPE = /^# TYPE ([a-z][a-z0-9_]*) (counter|gauge|histogram)$/;
const SAMPLE = /^([a-z][a-z0-9_]*)(?:\{(.*)\})? (\+Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const LABEL = /^([a-z_][a-z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/;

export class Metrics {
  readonly families: Family[] = [];

  constructor(readonly text: string) {
    if (!text.endsWith('\n')) throw new Error('the last line has no end');
    const lines = text.split('\n').filter((line) => line !== '');
    for (const line of lines) {
      const [, helped, help] = HELP.exec(line) ?? [];
      const [, typed, type] = TYPE.exec(line) ?? [];
      const last = this.families.at(-1);
      if (helped !== undefined) this.begin(helped, help!);
      else if (typed !== undefined && last?.name === typed && last.type === '') last.type = type!;
      else if (last && last.type !== '') last.samples.push(sampleOf(line, last));
      else throw new Error(`out of order: ${line}`);
    }
    const names = this.families.flatMap(({ samples }) => samples.map(({ name, labels }) => keyOf(name, labels)));
    if (new Set(names).size !== names.length) throw new Error('a sample stands there twice');
    for (const family of this.families) if (family.type === 'histogram') seriesOf(family).forEach(assertHistogram);
  }

  /** Of the sample with exactly these labels; 0 where there is none. */
  value(name: string, labels: Record<string, string> = {}): number {
    return this.find(name, labels) ?? 0;
  }

  find(name: string, labels: Record<string, string> = {}): number | undefined {
    const samples = this.families.flatMap((family) => family.samples);
    return samples.find((one) => keyOf(one.name, one.labels) === keyOf(name, labels))?.value;
  }

  family(name: string): Family {
    const found = this.families.find((family) => family.name === name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  }

  private begin(name: string, help: string): void {
    if (this.families.some((family) => family.name === name)) throw new Error(`${name} begins twice`);
    this.families.push({ name, help, type: '', samples: [] });
  }
}

const keyOf = (name: string, labels: Record<string, string>) => JSON.stringify([name, Object.entries(labels).sort()]);

function sampleOf(line: string, { name: family, type }: Family): Sample {
  const [, name = '', inner = '', text = ''] = SAMPLE.exec(line) ?? [];
  const allowed = type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => family + end) : [family];
  if (!allowed.includes(name)) throw new Error(`no sample of ${family}: ${line}`);
  const labels: Record<string, string> = {};
  for (let rest = inner; rest !== ''; ) {
    const [whole = '', label = '', value = ''] = LABEL.exec(rest) ?? [];
    if (whole === '' || label in labels) throw new Error(`bad labels: ${line}`);
    labels[label] = value;
    rest = rest.slice(whole.length);
  }
  return { name, labels, value: text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text) };
}

/** The samples of a histogram, by all labels but the bucket's. */
function seriesOf({ samples }: Family): Sample[][] {
  const series = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { le: _, ...labels } = sample.labels;
    series.set(keyOf('', labels), [...(series.get(keyOf('', labels)) ?? []), sample]);
  }
  return [...series.values()];
}

const isAscending = (values: number[]) => values.every((value, i) => i === 0 || value >= values[i - 1]!);

/** Buckets in order, each holding those before it, the last one all. */
function assertHistogram(samples: Sample[]): void {
  const ending = (end: string) => samples.filter(({ name }) => name.endsWith(end));
  const [buckets, sums, counts] = [ending('_bucket'), ending('_sum'), ending('_count')];
  const bounds = buckets.map(({ labels }) => Number(labels.le!.replace('+Inf', 'Infinity')));
  const isWhole = sums.length === 1 && counts.length === 1 && bounds.at(-1) === Number.POSITIVE_INFINITY;
  const isSound = isAscending(bounds) && isAscending(buckets.map(({ value }) => value));
  if (isWhole && isSound && buckets.at(-1)!.value === counts[0]!.value) return;
  throw new Error(`no histogram: ${JSON.stringify(samples)}`);
}
