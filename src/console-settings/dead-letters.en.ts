/** What the console says of texts that were given up, in English. */
const kinds: Record<string, string> = {
  invitation: 'Invitation',
  reminder: 'Reminder',
  terms: 'Further terms',
  one_time_code: 'One-time code',
};

export const english = {
  title: 'Texts not sent',
  lead: 'These were tried for as long as it was of use, and then given up. Sending one again begins all its tries anew.',
  none: 'Every text found its way. There is nothing to do here.',
  kinds,
  otherKind: 'Notice',
  tries: (count: number) => (count === 1 ? 'tried once' : `tried ${count} times`),
  givenUp: 'given up',
  noReason: 'no reason known',
  state: 'Not sent',
  resend: 'Send again',
  toWhom: (kind: string, name: string) => `${kind} to ${name}`,
  next: 'Later ones',
  times: (timeZone: string) => `Times are those of ${timeZone}.`,
  done: 'It is queued again: it leaves at once where the carrier takes it.',
  refusals: {
    'not-found': 'It is not here any more: it was sent again already, or it is not yours to see.',
    'contract-not-pending': 'It was not sent: nobody waits for an answer to it any more.',
  } as Record<string, string>,
};
