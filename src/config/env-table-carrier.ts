/** Variables of the carrier, and of what it calls back. */
import * as kind from './env-kinds.js';
import { ANY_TOKEN, filled, row } from './env-row.js';

export const carrier = {
  SMS_GATEWAY: row(
    kind.oneOf('simulator', 'africastalking', 'android').optional(),
    'simulator, africastalking or android; simulator, production must say it',
    'africastalking',
  ),
  SMS_AT_ONCE: row(
    kind.integer(1, 500).default(64),
    'texts on their way to the carrier at once, from each process',
    '64',
  ),
  SMS_RATE: row(
    kind.integer(1, 10_000).optional(),
    'texts a second from each process; as fast as the carrier takes them',
    '50',
  ),
  SMS_REPEAT_AFTER: row(
    kind.integer(1, 3_600).default(300),
    'seconds a text waits for a report when its sending got no answer',
    '300',
  ),
  WEBHOOK_SECRET: row(filled(), 'proves that a callback comes from the carrier', ANY_TOKEN),
  WEBHOOK_SECRET_PREVIOUS: row(filled(), 'the former one, while you rotate', ANY_TOKEN),
  WEBHOOK_REQUIRE_TIMESTAMP: row(kind.flag().default(false), 'refuse signed callbacks without a time', 'false'),
  WEBHOOK_BASE_URL: row(
    kind.webAddress().optional(),
    'public address of this service, for callback addresses',
    'https://ndiyo.example.com',
  ),
  AT_USERNAME: row(filled(), "Africa's Talking user name", 'sandbox'),
  AT_API_KEY: row(filled(), "Africa's Talking API key", 'atsk_…'),
  AT_SENDER_ID: row(
    kind
      .pattern('the digits of a two-way short code: an alphanumeric sender cannot receive replies', /^\+?\d{3,15}$/)
      .optional(),
    'the two-way short code',
    '20880',
  ),
  AT_KEYWORD: row(
    kind.pattern('one word of letters and digits', /^[a-z\d]{1,20}$/i).optional(),
    'word that leads a reply on a shared short code',
    'NDIYO',
  ),
  AT_BASE_URL: row(
    kind.webAddress().optional(),
    'another carrier address, for tests and proxies',
    'http://localhost:4000',
  ),
  AT_PULL_INBOX: row(
    kind.flag().default(false),
    "look into the carrier's own inbox: finds lost replies, raises grade B to A",
    'false',
  ),
  AT_VOICE_NUMBER: row(
    kind.pattern('a telephone number such as +254711000000', /^\+\d{7,15}$/).optional(),
    'not used in this release',
    '+254711000000',
  ),
  AT_USSD_SERVICE_CODE: row(
    kind.pattern('a service code such as *384*1#', /^\*\d+(\*\d+)*#$/).optional(),
    'not used in this release',
    '*384*1#',
  ),
};
