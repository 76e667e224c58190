/** The grade a decision holds by now: a later event may have raised it, while what was signed stays as it is. */
import type { ChainedEvent } from './chained-event.js';
import type { Decision, Grade } from './statements.js';

/** Only what rests on the party's own code can be borne out: A is "as B, and found in the carrier's inbox". */
export const RAISED_FROM: Grade = 'B';

/** @param events of the contract, of all versions */
export function heldGrade(
  { party_id, answer, grade }: Pick<Decision, 'party_id' | 'answer' | 'grade'>,
  version: number,
  events: Pick<ChainedEvent, 'type' | 'data'>[],
): Grade {
  const isRaised = events.some(
    ({ type, data }) =>
      type === 'contract.corroborated' &&
      data.version === version &&
      data.party_id === party_id &&
      data.answer === answer,
  );
  return isRaised && grade === RAISED_FROM ? 'A' : grade;
}
