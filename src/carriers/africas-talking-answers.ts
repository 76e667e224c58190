/** What Africa's Talking means by an answer about one text: tables and their reading. Pure. */
import { z } from 'zod';
import type { SendResult } from './sms.gateway.js';

type Verdict =
  | { outcome: 'accepted' }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'retry'; reason: string; isAboutText?: true };
type CodeRow = Verdict & { name: string };

/** `statusCode` of a recipient. 402 and 405 cure with the operator's attention, so their texts wait instead of dying. */
export const RECIPIENT_CODES: Readonly<Record<number, CodeRow>> = {
  100: { name: 'Processed', outcome: 'accepted' },
  101: { name: 'Sent', outcome: 'accepted' },
  102: { name: 'Queued', outcome: 'accepted' },
  401: { name: 'RiskHold', outcome: 'refused', reason: 'held-by-carrier' },
  402: { name: 'InvalidSenderId', outcome: 'retry', reason: 'invalid-sender' },
  403: { name: 'InvalidPhoneNumber', outcome: 'refused', reason: 'invalid-number' },
  404: { name: 'UnsupportedNumberType', outcome: 'refused', reason: 'unsupported-number' },
  405: { name: 'InsufficientBalance', outcome: 'retry', reason: 'insufficient-balance' },
  406: { name: 'UserInBlacklist', outcome: 'refused', reason: 'opted-out-at-carrier' },
  407: { name: 'CouldNotRoute', outcome: 'refused', reason: 'could-not-route' },
  409: { name: 'DoNotDisturb', outcome: 'refused', reason: 'do-not-disturb' },
  500: { name: 'InternalServerError', outcome: 'retry', reason: 'carrier-internal-error', isAboutText: true },
  501: { name: 'GatewayError', outcome: 'retry', reason: 'carrier-gateway-error', isAboutText: true },
  502: { name: 'RejectedByGateway', outcome: 'retry', reason: 'rejected-by-gateway', isAboutText: true },
};

const recipient = z.object({
  statusCode: z.coerce.number(),
  status: z.string().catch(''),
  number: z.string().catch(''),
  messageId: z.string().catch(''),
  cost: z.string().catch(''),
});
const answerBody = z.object({
  SMSMessageData: z.object({ Message: z.string().catch(''), Recipients: z.array(recipient) }),
});

/** Reads the body of a 2xx. `to` picks our row should the carrier ever list more than one. */
export function readAnswer(body: unknown, to: string): SendResult {
  const parsed = answerBody.safeParse(body);
  if (!parsed.success) return { outcome: 'ambiguous', reason: 'answer-unreadable' };
  const { Message: message, Recipients: rows } = parsed.data.SMSMessageData;
  if (rows.length === 0) return readEmptyAnswer(message);
  const row = rows.length === 1 ? rows[0] : rows.find((each) => each.number === to);
  return row ? readRecipient(row) : { outcome: 'ambiguous', reason: 'answer-unreadable' };
}

function readRecipient(row: z.infer<typeof recipient>): SendResult {
  const { statusCode: code } = row;
  const known = RECIPIENT_CODES[code];
  const carrierStatus = `${code} ${readName(row.status) ?? known?.name ?? ''}`.trim();
  if (known?.outcome === 'accepted') return readAccepted(row, carrierStatus);
  if (known) return { ...verdictOf(known), carrierStatus };
  const reason = 'unknown-carrier-code';
  if (code >= 400 && code < 500) return { outcome: 'refused', reason, carrierStatus };
  if (code >= 500 && code < 600) return { outcome: 'retry', reason, carrierStatus, isAboutText: true };
  return { outcome: 'ambiguous', reason };
}

function verdictOf({ name, ...verdict }: Exclude<CodeRow, { outcome: 'accepted' }>) {
  return verdict;
}

/** Without an id no delivery report could ever be matched, so an id-less success is not taken for one. */
function readAccepted(row: z.infer<typeof recipient>, carrierStatus: string): SendResult {
  const carrierId = row.messageId;
  const isUsable = carrierId !== 'None' && /^[\x21-\x7e]{1,128}$/.test(carrierId);
  if (!isUsable) return { outcome: 'ambiguous', reason: 'accepted-without-id' };
  const cost = /^[A-Z]{3} \d{1,12}(\.\d{1,8})?$/.test(row.cost) ? row.cost : null;
  return { outcome: 'accepted', carrierId, cost, carrierStatus };
}

/** A well-formed answer that took nobody. `Message` is free text, trusted only when it is exactly a known name. */
function readEmptyAnswer(message: string): SendResult {
  const [code, row] = Object.entries(RECIPIENT_CODES).find(([, each]) => each.name === message) ?? [];
  if (!row || row.outcome === 'accepted') {
    return { outcome: 'retry', reason: 'no-recipient-accepted', carrierStatus: readName(message), isAboutText: true };
  }
  return { ...verdictOf(row), carrierStatus: `${code} ${row.name}` };
}

/** Letters only: whatever else the carrier writes (numbers, an echoed key) does not reach our records. */
function readName(text: string): string | null {
  return /^[A-Za-z]{1,40}$/.test(text) ? text : null;
}
