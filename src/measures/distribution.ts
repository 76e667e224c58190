/** How often something took how long, or was how many: counts in an array, so that adding one costs next to nothing. */
export class Distribution {
  /** One more than `bounds`: the last is for what is above all of them. */
  readonly counts: Float64Array;
  sum = 0;

  /** @param bounds upper ends, each inclusive, ascending */
  constructor(readonly bounds: readonly number[]) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  add(value: number): void {
    const { bounds, counts } = this;
    let i = 0;
    while (i < bounds.length && value > bounds[i]!) i += 1;
    counts[i]! += 1;
    this.sum += value;
  }
}

/** From five milliseconds to ten seconds. */
export const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
