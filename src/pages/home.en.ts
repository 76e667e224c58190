/** What the first page says, in English. */
export const english = {
  title: 'First page',
  heading: 'A yes that anyone can verify',
  what: 'Ndiyo writes an agreement down, asks each party by SMS, and records what they reply from any phone. Once the last one has said yes it signs a receipt, which anybody can check without asking us.',
  tryIt: 'Try it with two phones',
  tryHint: 'It takes a minute.',
  toConsole: 'Open the console',

  check: 'Check a receipt',
  code: 'Receipt code',
  codeHint:
    'Twelve letters and digits, from the text you got or from the certificate. It is a secret: it opens the whole receipt.',
  open: 'Open',
  noReceipt: 'No receipt has that code. Look at it again.',
  checkFile: 'You have the receipt as a file?',
  checkPage: 'Check it in your browser',
  checkMore: ': the page sends nothing anywhere, and works without us.',

  here: 'This service',
  tier: 'Runs as',
  tiers: { development: 'development', testing: 'testing', production: 'production' },
  carrier: 'Texts',
  carriers: {
    simulator: 'The carrier is simulated: no text leaves this machine.',
    africastalking: 'Real texts, by Africa’s Talking.',
    android: 'Real texts, by an Android phone.',
  },
  key: 'Signing key',
  keyHint: 'Thumbprint (RFC 7638): compare it with the one its operator publishes elsewhere.',
  keys: 'All keys (JWKS)',
  log: 'Log',
  entries: (size: number) => (size === 1 ? '1 entry' : `${size} entries`),
  newest: 'the latest',
  empty: 'Nothing is recorded yet.',
  root: 'Root hash',
  checkpoint: 'The signed checkpoint',

  more: 'More',
  docs: 'Documentation of the REST API',
  problems: 'Problems it may answer with, and what to do',
};
