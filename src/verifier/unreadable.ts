/** Thrown while a receipt is read, and caught before anybody sees it. */
import type { Reason } from './wording.en.js';
import type { Sentence } from './wording.js';

/** Why a text cannot be read; whoever reads it knows which part that is. */
export class Unclear extends SyntaxError {
  constructor(readonly reason: Reason) {
    super(reason[0]);
  }
}

/** The first thing that is wrong with the receipt's parts. */
export class Unreadable extends SyntaxError {
  constructor(readonly sentence: Sentence) {
    super(sentence[0]);
  }
}
