/** What the page of one contract says, in English. */
import type { IssuerMove } from '../contracts/contract-status.js';
import type { ProblemKind } from '../problems/problem.js';

const moves: Record<IssuerMove, string> = {
  cancel: 'Cancel it',
  activate: 'Make it active',
  complete: 'Complete it',
  dispute: 'Mark as disputed',
};

const refusals: Partial<Record<ProblemKind, string>> = {
  'contract-expired': 'Nothing was done: the time to answer has ended.',
  'contract-not-pending': 'Nothing was sent: nobody is being asked about this contract any more.',
  'budget-spent': 'Nothing was sent: the texts of this day are spent. Ask again tomorrow (UTC), or raise SMS_BUDGET.',
  'too-many-requests': 'Nothing was sent: one of them has had as many texts as may go to it within a day.',
  'prefix-paused': 'Nothing was sent: numbers that begin like one of theirs are paused, because nobody answers there.',
  unavailable: 'Nothing was done: the service is too busy just now. Try again in a moment.',
};

const done: Record<string, string> = {
  created: 'The contract is made. Each party gets a text.',
  amended: 'The new terms are proposed. Each party gets a text.',
  asked: 'Asked again. What becomes of the texts stands below.',
  nobody: 'Nothing was sent: everybody has answered by now.',
  cancel: 'The contract is cancelled.',
  activate: 'The contract is active.',
  complete: 'The contract is completed.',
  dispute: 'The contract is marked as disputed.',
};

export const english = {
  back: 'All contracts',
  version: (version: number) => `version ${version}`,
  facts: 'The contract',
  created: 'Created',
  expires: 'Answers until',
  expired: 'Answers were due by',
  confirmed: 'Confirmed',
  completed: 'Completed',
  externalId: 'Your own id',
  receipt: 'Receipt code',
  hash: 'Hash (BLAKE2b-256)',
  downloads: 'Download',
  document: 'Document (JSON)',
  receiptJson: 'Signed receipt (JSON)',
  certificate: 'Certificate (PDF)',
  terms: 'Terms',
  transcript: 'What was said',
  parties: 'Parties',
  erasedAt:
    'A person was erased from this contract at their request. What was said, the texts and the receipt are gone; hashes and times stay.',
  erased: 'erased',
  statuses: { pending: 'not answered', confirmed: 'said yes', declined: 'said no' } as Record<string, string>,
  languages: { en: 'English', sw: 'Swahili' } as Record<string, string>,
  channels: { sms: 'by SMS', rest: 'over the API' } as Record<string, string>,
  reason: 'Reason given',
  lastText: 'Last text:',
  noText: 'Not texted yet',
  proposal: (version: number) => `Waiting: changed terms (version ${version})`,
  proposalHint: 'What was confirmed before stands until every party says yes to this.',
  moves,
  amend: 'Change the terms',
  askAll: (count: number) =>
    count === 1 ? 'Ask again who has not answered' : `Ask all ${count} again who have not answered`,
  askOne: 'Ask again',
  askOneOf: (name: string) => `: ${name}`,
  done,
  refusals,
  moveRefused: (status: string) => `Nothing was done: the contract is ${status} by now.`,
  askedMeanwhile:
    'Nothing was sent: they were asked again, or the terms were changed, since this page was loaded. Look below before you ask once more.',
  yourReason: 'You had written:',
  questions: {
    cancel: 'Cancel this contract?',
    activate: 'Make this contract active?',
    complete: 'Complete this contract?',
    dispute: 'Mark this contract as disputed?',
  } satisfies Record<IssuerMove, string>,
  meanings: {
    cancel: 'It ends here: nobody can agree to it any more, and it cannot be opened again.',
    activate: 'It is under way from now on.',
    complete: 'It is done, and cannot change any more.',
    dispute: 'It stands as disputed until somebody makes it active again, completes or cancels it.',
  } satisfies Record<IssuerMove, string>,
  noTexts: 'No text goes out.',
  texts: (count: number) => (count === 1 ? 'One text goes out, to:' : `${count} texts go out, to:`),
  withheld: 'No text goes to those who asked for no more:',
  withdrawn: 'Changed terms that still wait for answers are withdrawn.',
  reasonLabel: 'Reason (optional)',
  reasonHint: 'It goes into the record of this contract, for everybody who may read it. At most 500 characters.',
  reasonFault: 'must be text of at most 500 characters',
  keep: 'Leave it as it is',
};
