/** A refusal that found something out: what it wrote is undone, so that is written in a transaction of its own. */
import { Problem, type ProblemExtras, type ProblemKind } from '../problems/problem.js';
import type { Tx } from '../transactions/tx.js';

export class RecordedRefusal extends Problem {
  /** @param record runs after the rollback; may run for several refusals that found the same */
  constructor(
    kind: ProblemKind,
    detail: string,
    extras: ProblemExtras,
    readonly record: (tx: Tx) => Promise<void>,
  ) {
    super(kind, detail, extras);
  }
}
