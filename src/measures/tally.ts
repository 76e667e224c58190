/** How often each of a few things happened. */
export class Tally<Name extends string> {
  private readonly counts: Map<Name, number>;

  constructor(names: readonly Name[]) {
    this.counts = new Map(names.map((name) => [name, 0]));
  }

  add(name: Name, times = 1): void {
    this.counts.set(name, this.counts.get(name)! + times);
  }

  list(): [name: Name, times: number][] {
    return [...this.counts];
  }
}
