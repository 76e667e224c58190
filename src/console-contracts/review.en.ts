/** What the queue of texts to review says, in English. */
import type { WhyUndecided } from '../replies/why-undecided.js';

const why: Record<WhyUndecided, string> = {
  two_answers: 'It says yes and no at once.',
  two_codes: 'It holds more than one code, so it may mean more than one contract.',
  question: 'It asks something; a question is no decision.',
  other_words: 'It says more than a plain yes or no, so it may be a condition or another offer.',
  no_code: 'It is a plain word without a code, and it was not clear which contract it answers.',
  only_id: 'It names the contract by its id alone, which does not decide here: the six digits of the text are needed.',
  no_answer: 'It holds neither a yes nor a no.',
  wrong_code: 'Its code belongs to no contract of this number; it may be mistyped.',
  wrong_check: 'It asks about a receipt by a code that no receipt has; it may be mistyped.',
  erased: 'Its words were erased at the request of a person.',
};

export const english = {
  title: 'To review',
  lead: 'Texts from phones that decided nothing and may mean something. None of them changed a contract.',
  empty: 'Nothing waits. A text that is no clear yes or no comes up here.',
  stranger: 'A number that is no party',
  noContract: 'About no contract',
  why,
  ask: 'Ask this party again',
  done: 'Looked at',
  doneLabel: (who: string) => `: text from ${who}`,
  advice: 'If it was meant as an answer, ask again or call: only the party’s own clear yes or no counts.',
  told: { reviewed: 'Marked as looked at. It stays in the contract’s timeline.' } as Record<string, string>,
  newer: 'Next',
  first: 'From the oldest',
};
