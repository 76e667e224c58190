/** What the service says in English. Each text fits one segment. */
const roles: Record<string, string> = {
  buyer: 'buyer',
  seller: 'seller',
  mediator: 'mediator',
  witness: 'witness',
  agent: 'agent',
  lender: 'lender',
  borrower: 'borrower',
  other: 'party',
};

const contractTypes: Record<string, string> = {
  agricultural_supply: 'farm supply',
  service_agreement: 'service',
  goods_purchase: 'goods',
  logistics: 'transport',
  loan_agreement: 'loan',
  other: 'agreement',
};

const statuses: Record<string, string> = {
  pending: 'waiting for replies',
  confirmed: 'confirmed',
  declined: 'refused',
  expired: 'expired',
  cancelled: 'cancelled',
  active: 'active',
  completed: 'completed',
  disputed: 'disputed',
  replaced: 'changed',
};

/** On a shared short code every reply begins with its keyword. */
const start = (keyword?: string | null) => (keyword ? `${keyword} ` : '');

export const english = {
  roles,
  contractTypes,
  statuses,

  asks: 'Ndiyo:',
  reminds: 'Ndiyo, reminder:',
  changedTerms: 'Changed terms:',
  amount: (quantity: string, unit?: string) => (unit ? `${quantity} ${unit}` : quantity),
  goods: (product: string, amount?: string) => (amount ? `${amount} ${product}` : product),
  total: (amount: string) => `total ${amount}`,
  each: (price: string) => `${price} each`,
  by: (deadline: string) => `by ${deadline}`,
  at: (location: string) => `at ${location}`,
  quality: (requirements: string) => `quality ${requirements}`,
  party: (role: string, name: string) => (name ? `${role} ${name}` : role),
  transcript: (words: string) => `said: ${words}`,
  more: (keyword?: string | null) => `More: ${start(keyword)}TERMS {code}.`,
  reply: (keyword?: string | null) =>
    `Reply ${start(keyword)}YES-{code} to agree, ${start(keyword)}NO-{code} to refuse.`,

  terms: (ref: string) => `Ndiyo: contract ${ref}, further terms:`,
  noMoreTerms: (ref: string) => `Ndiyo: contract ${ref} has no further terms.`,
  unsentTerms: 'Some terms cannot be sent by SMS: ask for the full text.',

  confirmed: (ref: string, parties: number, check: string) =>
    `Ndiyo: contract ${ref} is confirmed. All ${parties} parties agreed. To check: ${check}`,
  declined: (ref: string, _parties: number, check: string) =>
    `Ndiyo: contract ${ref} was refused by a party and is closed. To check: ${check}`,
  changesDeclined: (ref: string) =>
    `Ndiyo: the changed terms of contract ${ref} were refused by a party. What was agreed before stands.`,
  changesWithdrawn: (ref: string) =>
    `Ndiyo: the changed terms of contract ${ref} were withdrawn. What was agreed before stands. You need not reply.`,
  changesOpen: (ref: string, signed: number, total: number) =>
    `Ndiyo: the changed terms of contract ${ref} wait for replies. ${signed} of ${total} agreed. What was agreed before stands.`,
  changesClosed: (ref: string) =>
    `Ndiyo: the changed terms of contract ${ref} are no longer open. What was agreed before stands.`,
  cancelled: (ref: string) => `Ndiyo: contract ${ref} was cancelled. You need not reply.`,
  closed: (ref: string, status: string) =>
    `Ndiyo: contract ${ref} is ${statuses[status] ?? status}. Your reply changed nothing.`,
  status: (ref: string, status: string, signed: number, total: number) =>
    `Ndiyo: contract ${ref} is ${statuses[status] ?? status}. ${signed} of ${total} parties agreed.`,

  checked: (ref: string, status: string, names: string, total: string, date: string) =>
    `Ndiyo: ${ref} is ${statuses[status] ?? status}. ${names}. ${total && `Total ${total}. `}Decided ${date}.`,
  andMore: (count: number) => ` and ${count} more`,
  noReceipt: (keyword?: string | null) =>
    `Ndiyo: no receipt has that code. Look at it again and send ${start(keyword)}CHECK and its 12 letters and digits.`,

  help: (keyword?: string | null) =>
    `Ndiyo: to agree reply ${start(keyword)}YES and the 6 digits in our text, to refuse ${start(keyword)}NO and the digits. To see the terms: ${start(keyword)}TERMS and the digits.`,
  unclear: (keyword?: string | null) =>
    `Ndiyo: we did not understand, nothing was recorded. Reply only ${start(keyword)}YES or ${start(keyword)}NO and the 6 digits in our text.`,
  stopped: (keyword?: string | null) =>
    `Ndiyo: you will get no more texts from us. To get them again reply ${start(keyword)}START.`,
  started: (keyword?: string | null) => `Ndiyo: you will get our texts again. To end them reply ${start(keyword)}STOP.`,
  oneTimeCode: (ref: string) =>
    `Ndiyo: {code} is your code for contract ${ref}. It is valid 10 minutes. Never share it.`,
};
