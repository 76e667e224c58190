/** How much of a receipt one page shows, and how large: what is given up first when it does not fit, and what last. */
export interface PagePlan {
  /** Of the full size of letters and gaps; the headings keep theirs. */
  scale: number;
  /** Parties in two columns, a line each; their answers summed up in the timeline. */
  isCompact: boolean;
  transcriptLines: number;
  valueLines: number;
  terms: number;
  parties: number;
}

const SMALLEST = 0.72; // letters of 6.8 points: small print, which an eye of forty still reads
const SCALES = [1.18, 1.08, 1, 0.93, 0.86, 0.79, SMALLEST];
const EVERYTHING = { transcriptLines: 3, valueLines: Number.POSITIVE_INFINITY };

/** From the most generous to one that always fits. */
export function* plansFor(terms: number, parties: number): Generator<PagePlan> {
  const all = { ...EVERYTHING, terms, parties };
  for (const scale of SCALES) yield { ...all, scale, isCompact: false };
  for (const scale of SCALES.slice(2)) yield { ...all, scale, isCompact: true };
  const smallest = { ...all, scale: SMALLEST, isCompact: true, transcriptLines: 1 };
  for (const valueLines of [12, 8, 5, 3, 2, 1]) yield { ...smallest, valueLines };
  for (let shown = terms - 1; shown > 12; shown = Math.floor(shown * 0.9)) {
    yield { ...smallest, valueLines: 1, terms: shown };
  }
  for (let shown = parties; shown > 0; shown -= 2) {
    yield { ...smallest, valueLines: 1, terms: Math.min(terms, 12), parties: shown };
  }
  yield { ...smallest, valueLines: 1, terms: Math.min(terms, 6), parties: 2 };
}
