/** So many a second and no more, in small handfuls. Pure. */
// A fifth of a second's worth may go at once: enough to make up for a late timer, too little to be felt as a burst.
const BURST_SECONDS = 0.2;

export class Pace {
  private readonly most: number;
  private allowed: number;
  private at: number;

  constructor(
    private readonly perSecond: number,
    now: number,
  ) {
    this.most = Math.max(1, perSecond * BURST_SECONDS);
    this.allowed = this.most;
    this.at = now;
  }

  admits(now: number): number {
    this.allowed = Math.min(this.most, this.allowed + ((now - this.at) / 1_000) * this.perSecond);
    this.at = now;
    return Math.floor(this.allowed);
  }

  took(count: number): void {
    this.allowed -= count;
  }

  /** Until half a handful may go: claiming each alone would cost a commit each. */
  waitMs(): number {
    const wanted = Math.max(1, Math.floor(this.most / 2));
    return Math.max(0, Math.ceil(((wanted - this.allowed) / this.perSecond) * 1_000));
  }
}
