/** What the load process is asked, and what it answers. */
export type LoadKind =
  /** Contracts from the n-th on, each with its own pair of numbers. */
  | { kind: 'create'; from: number }
  /** Texts from the n-th line of a file on: the number, a space, the words. */
  | { kind: 'inbound'; file: string; from: number }
  /** Contracts by random ids among the lines of a file. */
  | { kind: 'read'; file: string; seed: number };

export interface LoadJob {
  /** The connections are shared out among them. */
  urls: string[];
  connections: number;
  /** What is answered in this time first is not counted. */
  rampSeconds: number;
  seconds: number;
  /** Requests at most, counted or not. */
  limit: number;
  load: LoadKind;
}

export interface LoadResult {
  /** Every request sent, each of them answered well. */
  sent: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}
