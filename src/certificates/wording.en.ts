/** What a certificate says in English. */
import type { Grade } from '../evidence/statements.js';

const grades: Record<Grade, [short: string, whole: string]> = {
  A: [
    'own code, found at the carrier',
    "the party's own code came back by a protected way, and the message was found in the carrier's own inbox.",
  ],
  B: ['own code came back', "the party's own code, sent to its phone alone, came back by a protected way."],
  C: ['its number, without the code', "the answer came from the party's number by a protected way, without its code."],
  D: ['not authenticated', 'nothing shows that the answer came from this telephone.'],
};

const terms: Record<string, string> = {
  total_amount: 'Total',
  product: 'Product',
  quantity: 'Quantity',
  unit_price: 'Price each',
  delivery_location: 'Place of delivery',
  delivery_deadline: 'Delivery by',
  quality_requirements: 'Quality',
};

export const english = {
  terms,
  grades,
  title: { confirmed: 'Certificate of agreement', declined: 'Record of a refusal' },
  kind: 'Electronic signature with graded evidence',
  reference: (id: string, version: number, type: string) => `Contract ${id} · version ${version} · ${type}`,
  status: { confirmed: 'CONFIRMED', declined: 'REFUSED' },
  allAgreed: (count: number) => `${count === 2 ? 'Both' : `All ${count}`} parties said yes.`,
  refused: (count: number, total: number) =>
    `${count} of ${total} ${total === 1 ? 'party' : 'parties'} said no, and that ended it.`,
  simulated: 'SIMULATED',
  whatSimulated: (count: number, total: number) =>
    `${count} of ${total} answers came from no telephone and no carrier, but from the service itself. This is a rehearsal: it proves nothing about anybody.`,

  whatWasAgreed: { confirmed: 'What was agreed', declined: 'What was proposed' },
  transcript: 'What was said',
  parties: 'Parties',
  noName: '(no name)',
  answers: { yes: 'Yes', no: 'No', none: 'No answer' },
  grade: (grade: Grade) => `grade ${grade}`,

  timeline: 'Timeline',
  localTime: (zone: string) => `Local time (${zone})`,
  utc: 'UTC',
  created: 'Terms written down, every party asked',
  said: { yes: (name: string) => `${name} said yes`, no: (name: string) => `${name} said no` },
  concluded: { confirmed: 'Confirmed; receipt issued', declined: 'Refused; receipt issued' },
  firstAnswer: (count: number) => `The first of ${count} answers`,
  lastAnswer: (count: number) => `The last of ${count} answers`,

  gradesTitle: 'What the grades mean',
  hash: 'Contract hash (BLAKE2b-256)',
  key: 'Signing key (RFC 7638)',
  notProvenTitle: 'Not proven',
  notProven:
    'who held each telephone. No party signed with a key of its own: the service recorded what the carrier delivered, and signed that record.',
  afterwards: 'This is how it was decided. How the contract stands today, the receipt code tells.',

  check: 'Check this certificate',
  receiptCode: 'receipt code',
  scan: 'Scan the square, or open',
  sms: (number: string | null) => (number ? `By SMS to ${number}:` : 'By SMS to the number that texted you:'),
  secret: 'Whoever has this code can open the whole receipt, with full numbers and messages.',
  qrAlt: (address: string) => `QR code of ${address}`,

  page: {
    standing: (status: string) => `Today this contract is ${status}.`,
    decided: 'Decided',
    more: 'More',
    certificate: 'The certificate, one page to print (PDF)',
    receipt: 'The signed receipt, with full telephone numbers and messages (JSON)',
    verify: 'Or check a downloaded receipt with keys you have from elsewhere',
    rehearsal: 'Answers came from no telephone, but from the service itself: this proves nothing about anybody.',
    check: 'Check it in this browser',
    checkNow: 'Check the signed receipt now',
    whoseKeys:
      'The check runs on this device. It takes the issuer’s keys from this very service: compare the key’s thumbprint with the one the issuer published elsewhere.',
    holds: 'Holds',
    doesNotHold: 'Does not hold',
    isOpen: 'Open',
    notChecked: 'The receipt could not be fetched. Try again when the network is back.',
    noReceipt: 'No receipt has this code. Compare it with your paper or text, letter by letter.',
  },

  moreCharacters: (count: number) => `… and ${count} more characters: see the receipt`,
  moreTerms: (count: number) => `and ${count} more: see the receipt`,
  moreParties: (count: number) => `and ${count} more: see the receipt`,
  substitutes: '… and ▯ stand for what does not fit here, or cannot be drawn: the receipt has it exactly.',
};

/** English is the measure: a language that lacks one of its sentences does not compile. */
export type CertificateWording = typeof english;
