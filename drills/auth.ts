/** Who is let in, and who is not: each part in a file of its own, all at the same time on services of their own. */
import { refusals } from './auth-refusals.js';
import { signatures } from './auth-signatures.js';
import type { Outcome } from './harness/verdict.js';
import type { DrillOptions } from './options.js';

const PARTS = [signatures, refusals];

export async function auth(options: DrillOptions): Promise<Outcome> {
  const outcome: Outcome = { figures: {}, target: {} };
  for (const { figures, target } of await Promise.all(PARTS.map((part) => part(options)))) {
    Object.assign(outcome.figures, figures);
    Object.assign(outcome.target, target);
  }
  return outcome;
}
