/** What the forms of a contract say, in English. */
const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);
const hours = (count: number) => (count === 1 ? '1 hour' : `${count} hours`);

const minutes = (count: number) => (count === 1 ? '1 minute' : `${count} minutes`);

export const english = {
  create: {
    title: 'New contract',
    lead: 'Write down what was agreed. Each person gets one text and answers yes or no.',
    submit: 'Create and ask everybody',
    promise: 'Nothing is sent before you press this.',
    refused: 'Nothing was created and nothing was sent. What you wrote is still here.',
  },
  amend: {
    title: (id: string) => `Change the terms of ${id}`,
    back: 'Back to the contract',
    /** By what becomes of the version that is open, or stands. */
    pending: 'Everybody is asked again. Answers that came already no longer count.',
    confirmed: 'Everybody is asked again. The confirmed version stands until all have said yes to the new one.',
    waiting: 'This replaces the change that still waits for answers.',
    submit: 'Change and ask everybody',
    refused: 'Nothing was changed and nothing was sent. What you wrote is still here.',
    unchanged: 'Nothing is different yet, so there is nothing to ask anybody.',
    moved:
      'The contract changed while you wrote. Nothing was sent. What you wrote is still here: look at the contract first, then press again.',
    kept: 'Further terms that stay as they are',
  },
  kind: 'What kind of agreement is it?',
  otherKind: 'something else',
  agreed: 'What is agreed',
  agreedHint: 'Fill in what applies. The first lines are what the text shows first.',
  terms: {
    product: 'Product or service',
    quantity: 'How much',
    unit: 'Unit (bags, kg)',
    unit_price: 'Price of one',
    total_amount: 'Total price',
    currency: 'Currency',
    delivery_location: 'Place of delivery',
    delivery_deadline: 'Day of delivery, at the latest',
    quality_requirements: 'Quality',
  },
  totalHint: 'Leave it empty: how much × price of one is put in.',
  totalSum: (sum: string) => `How much × price of one is ${sum}.`,
  totalOffered: (sum: string) => `Left empty, it is ${sum}.`,
  totalDiffers: (sum: string) =>
    `How much × price of one is ${sum}, which is another total than yours. Which one is right?`,
  noCurrency: 'none',
  further: 'Further terms',
  furtherHint: 'Whatever else was agreed, such as Payment: half now, half on delivery.',
  furtherTerm: (number: number) => `Further term ${number}`,
  furtherName: 'Name',
  furtherValue: 'What is agreed',
  addTerm: 'Add a term',
  parties: 'Who takes part',
  partiesHint: 'Two to fifty people, each with a phone of their own.',
  party: 'Party',
  partyFields: {
    name: 'Name',
    phone_number: 'Telephone number',
    role: 'Takes part as',
    language: 'Language of the text',
  },
  phoneHint: 'Like 0712 345678 or +254712345678.',
  addParty: 'Add a party',
  remove: 'Remove',
  more: 'More',
  transcript: 'What was said',
  transcriptHint: 'In their own words, if somebody wrote them down. It becomes part of the record.',
  external_id: 'Your own number for it',
  externalHint: 'If you keep a list or a book. It finds the contract again.',
  expires_in: 'Time to answer',
  expiresOwn: 'Another time…',
  expires_in_count: 'How long',
  expires_in_unit: 'Counted in',
  units: { m: 'minutes', h: 'hours', d: 'days' },
  duration: (count: number, unit: string) =>
    unit === 'd' ? days(count) : unit === 'h' ? hours(count) : minutes(count),
  faults: (count: number) => (count === 1 ? 'One thing needs another look:' : `${count} things need another look:`),
  preview: {
    title: 'What they will read',
    button: 'Preview',
    empty: 'Once something is agreed, the texts appear here as the phones will show them.',
    told: (texts: number, segments: number) =>
      `${texts} ${texts === 1 ? 'person is' : 'people are'} asked, ${segments} SMS in all.`,
    to: 'To',
    nameless: (number: number) => `party ${number}`,
    used: (segments: number, septets: number, room: number) => `${segments} SMS, ${septets} of ${room} characters`,
    allFits: 'Everything that is agreed fits.',
    notShown: 'Not in this text, or not whole:',
    termsSends: 'Whoever answers TERMS and the code gets the rest.',
    notSent: 'No text can carry, or not whole:',
    other: { en: 'The same in English', sw: 'The same in Swahili' },
    code: 'Each person has a code of their own where the dots stand.',
  },
  /** By kind of problem; `party` is a number or null. */
  refusals: {
    'budget-spent': () => 'The texts this service may send today are spent.',
    'prefix-paused': (party: number | null) =>
      `Texts to numbers that begin like that of ${party === null ? 'one party' : `party ${party}`} went unanswered, so nobody is asked there for now.`,
    'too-many-requests': (party: number | null) =>
      party === null
        ? 'That was too often in a short time.'
        : `The number of party ${party}, or numbers that begin like it, got as many texts as they may in a day.`,
    'too-many-open': () => 'One of the numbers has too many open contracts.',
    'idempotency-key-reused': () =>
      'This form has been sent once already, with something else in it, and made a contract. Look at the list first; to make one more, press again.',
    'request-in-progress': () => 'This form is being sent at this very moment. Look at the list of contracts.',
    'contract-expired': () => 'The time to answer has passed: the terms can no longer change.',
    'move-not-allowed': () => 'The contract is closed, or stands where its terms can no longer change.',
    unavailable: () => 'The service is too busy just now.',
  },
  retry: (wait: string) => `Try again in ${wait}.`,
  list: 'The list of contracts',
};
