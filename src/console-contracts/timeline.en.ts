/** What the timeline of a contract says, in English. A party is `who`, in words. */
import type { EventType } from '../evidence/events.service.js';
import type { TextKind } from '../messaging/messages.service.js';
import type { ReplyOutcome } from '../replies/reply-outcome.js';

export interface Told {
  who: string;
  version: number;
}

const events: Record<EventType, (told: Told) => string> = {
  'contract.created': () => 'The terms were written down and signed; every party is asked.',
  'contract.amended': ({ version }) => `Changed terms: version ${version} is proposed, every party is asked.`,
  'contract.party_confirmed': ({ who }) => `${who} agreed.`,
  'contract.party_declined': ({ who }) => `${who} refused.`,
  'contract.confirmed': ({ version }) => `Confirmed: every party agreed to version ${version}. The receipt was issued.`,
  'contract.declined': ({ version }) => `Refused: version ${version} is closed. The receipt was issued.`,
  'contract.expired': ({ version }) => `The time to answer version ${version} ended.`,
  'contract.cancelled': () => 'Cancelled.',
  'contract.activated': () => 'Made active.',
  'contract.completed': () => 'Completed.',
  'contract.disputed': () => 'Marked as disputed.',
  'contract.corroborated': ({ who }) =>
    `The answer of ${who} was found in the carrier’s own inbox; the receipt was issued anew.`,
  'contract.erased': ({ who }) => `${who} was erased from this contract.`,
  'party.unreachable': ({ who }) => `${who} could not be reached.`,
};

const kinds: Record<TextKind, string> = {
  invitation: 'Invitation',
  reminder: 'Reminder',
  confirmed: 'Notice: confirmed',
  declined: 'Notice: refused',
  cancelled: 'Notice: cancelled',
  one_time_code: 'One-time code',
  changes_declined: 'Notice: changes refused',
  changes_withdrawn: 'Notice: changes withdrawn',
  terms: 'Further terms',
  help: 'Help',
  unclear: 'Answer: not understood',
  closed: 'Answer: no longer open',
  status: 'Answer: how it stands',
  check: 'Answer: receipt checked',
  stopped: 'Answer: no more texts',
  started: 'Answer: texts again',
};

const outcomes: Record<ReplyOutcome, string> = {
  yes: 'taken as yes',
  no: 'taken as no',
  repeated: 'said so already',
  expired: 'too late: expired',
  closed: 'too late: closed',
  wrong_code: 'wrong code',
  needs_review: 'not understood',
  stranger: 'from a stranger',
  help: 'asked for help',
  stop: 'wants no more texts',
  start: 'wants texts again',
  status: 'asked how it stands',
  terms: 'asked for the terms',
  checked: 'checked a receipt',
  wrong_check: 'unknown receipt code',
};

export const english = {
  title: 'Timeline',
  events: events as Record<string, (told: Told) => string>,
  kinds: kinds as Record<string, string>,
  outcomes: outcomes as Record<string, string>,
  states: {
    queued: 'waiting to leave',
    sent: 'sent',
    delivered: 'delivered',
    failed: 'failed',
    suppressed: 'not sent',
  } as Record<string, string>,
  to: (kind: string) => `${kind} to`,
  wrote: 'wrote',
  somebody: 'A party',
  textErased: 'These words were erased.',
  segments: (count: number) => (count === 1 ? '1 segment' : `${count} segments`),
  carrierSays: (word: string) => `carrier: ${word}`,
  sentAt: 'sent',
  endedAt: { delivered: 'delivered', failed: 'failed' } as Record<string, string>,
  duplicate: 'The carrier gave no clear answer when it was sent first: it may have arrived twice.',
  toReview: 'to review',
  reviewed: 'looked at',
  reason: 'Reason:',
  sum: (texts: number, segments: number, cost: string) =>
    `${texts === 1 ? '1 text' : `${texts} texts`} left so far: ${segments === 1 ? '1 segment' : `${segments} segments`}${cost && `, ${cost} as the carrier said`}.`,
  earlier: (count: number) => `Show the ${count} before`,
};
