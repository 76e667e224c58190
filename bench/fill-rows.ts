/** The rows of one contract of long ago. Its hashes and signatures are only as long as real ones: nobody checks them. */
import { createHash } from 'node:crypto';
import { receiptCode } from './codes.js';
import { numbersOf, withCheckDigit } from './numbers.js';

export type FilledRow = Record<string, string | number | null>;
export type FilledRows = Record<'contracts' | 'contract_versions' | 'parties' | 'events' | 'messages', FilledRow[]> & {
  callbacks: FilledRow[];
  receipts: FilledRow[];
};

const ACCOUNT = 'community';
const STEP_MS = 30_000; // a contract every half a minute: a million in a year
const DAY_MS = 24 * 60 * 60 * 1_000;
const SIGNATURE = 'eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoi'.repeat(18);
const NAMES = ['Wanjiru Kamau', 'Otieno Traders'];
const TEXTS = [
  'Ndiyo: KES 350,000, Maize bags 100, mnunuzi Otieno Traders. Jibu NDIYO-{code} kukubali, HAPANA-{code} kukataa.',
  'Ndiyo: KES 350,000, 100 bags Maize, seller Wanjiru Kamau. Reply YES-{code} to agree, NO-{code} to refuse.',
];

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Ids over the whole range, in order, so that the tables fill quickly and new ids fall anywhere. */
export function filledId(n: number, total: number): string {
  const digits = String(Math.floor((n * 100_000_000) / total)).padStart(8, '0');
  return `AG-2025-${withCheckDigit(digits)}`;
}

/** One in ten is still open, two have expired, the others are confirmed. */
export function rowsOf(n: number, total: number, nowMs: number): FilledRows {
  const id = filledId(n, total);
  const status = n % 10 === 0 ? 'pending' : n % 10 < 3 ? 'expired' : 'confirmed';
  const at = new Date(nowMs - (total - n) * STEP_MS).toISOString();
  const expires_at = status === 'pending' ? new Date(nowMs + 60 * DAY_MS).toISOString() : at;
  const facts: Facts = { id, n, status, at, expires_at, numbers: numbersOf(n, Math.max(1_000, Math.floor(total / 2))) };
  const document = documentOf(facts);
  const contract_hash = hashOf(document);
  const isConfirmed = status === 'confirmed';
  const contract = {
    id,
    account_id: ACCOUNT,
    contract_type: 'agricultural_supply',
    status,
    version: 1,
    created_at: at,
  };
  const version = {
    contract_id: id,
    version: 1,
    status,
    document,
    contract_hash,
    attestation: SIGNATURE,
    created_at: at,
  };
  return {
    contracts: [{ ...contract, confirmed_at: isConfirmed ? at : null }],
    contract_versions: [{ ...version, expires_at, decided_at: status === 'pending' ? null : at }],
    parties: facts.numbers.map((number, i) => partyOf(facts, number, i)),
    events: eventsOf(facts, contract_hash),
    messages: messagesOf(facts),
    callbacks: callbacksOf(facts),
    receipts: isConfirmed
      ? [{ contract_id: id, version: 1, issued_at: at, receipt: receiptOf(document), code: receiptCode() }]
      : [],
  };
}

interface Facts {
  id: string;
  n: number;
  status: string;
  at: string;
  expires_at: string;
  numbers: [string, string];
}

const documentOf = ({ id, at, expires_at, numbers }: Facts): string =>
  `{"$type":"ndiyo.contract.v1","contract_id":"${id}","contract_type":"agricultural_supply","created_at":"${at}",` +
  `"expires_at":"${expires_at}","nonce":"A0EE8iv-xuTrJma0NlVdTw","parties":[{"language":"sw","name":"${NAMES[0]}",` +
  `"party_id":"p1","phone_number":"${numbers[0]}","role":"seller"},{"language":"en","name":"${NAMES[1]}",` +
  `"party_id":"p2","phone_number":"${numbers[1]}","role":"buyer"}],"terms":{"currency":"KES","product":"Maize",` +
  `"quantity":"100","total_amount":"350000.00","unit":"bags"},"version":1}`;

function partyOf({ id, status, at, expires_at }: Facts, phone_number: string, i: number): FilledRow {
  const decision = `{"$type":"ndiyo.decision.v1","answer":"yes","at":"${at}","texts_shown":["${TEXTS[i]}"]}`;
  const decided = { decided_at: at, channel: 'sms', evidence_grade: 'B', decision };
  return {
    ...{ contract_id: id, version: 1, party_id: `p${i + 1}`, name: NAMES[i]!, role: i === 0 ? 'seller' : 'buyer' },
    ...{ phone_number, language: i === 0 ? 'sw' : 'en', status: status === 'confirmed' ? 'confirmed' : 'pending' },
    ...{ code_counter: 0, asked_at: at, open_until: status === 'pending' ? expires_at : null },
    remind_at: status === 'pending' ? expires_at : null,
    ...(status === 'confirmed' && decided),
  };
}

function eventsOf({ id, status, at }: Facts, contract_hash: string): FilledRow[] {
  const yes = 'contract.party_confirmed';
  const later =
    { pending: [], expired: ['contract.expired'], confirmed: [yes, yes, 'contract.confirmed'] }[status] ?? [];
  const data = `{"contract_hash":"${contract_hash}","status":"${status}","version":1}`;
  const hash = (seq: number) => hashOf(`${id} ${seq}`);
  return ['contract.created', ...later].map((type, i) => ({
    ...{ contract_id: id, seq: i + 1, type, at, data, prev: i === 0 ? null : hash(i), hash: hash(i + 1) },
  }));
}

function messagesOf({ id, n, status, at, numbers }: Facts): FilledRow[] {
  const notice = `Ndiyo: contract ${id} is confirmed. All 2 parties agreed.`;
  const kinds = status === 'confirmed' ? ['invitation', 'reply', 'confirmed'] : ['invitation'];
  const time = Date.parse(at).toString(16).padStart(12, '0');
  return kinds.flatMap((kind, k) =>
    numbers.map((phone_number, i) => {
      const isReply = kind === 'reply';
      const serial = `7${(k * 2 + i).toString(16).padStart(3, '0')}-8000-${n.toString(16).padStart(12, '0')}`;
      return {
        ...{ id: `${time.slice(0, 8)}-${time.slice(8)}-${serial}`, account_id: ACCOUNT, contract_id: id, version: 1 },
        ...{ party_id: `p${i + 1}`, direction: isReply ? 'in' : 'out', phone_number, kind, segments: 1 },
        ...{ text: kind === 'invitation' ? TEXTS[i]! : isReply ? 'YES-{code}' : notice, possible_duplicate: 0 },
        ...{ terms_not_shown: kind === 'invitation' ? '[]' : null, code_counter: kind === 'invitation' ? 0 : null },
        ...{ status: isReply ? 'received' : 'delivered', carrier: 'africastalking', carrier_id: `${kind}_${id}_${i}` },
        ...{ carrier_status: isReply ? null : 'Success', cost: isReply ? null : 'KES 0.8000' },
        ...{
          outcome: isReply ? 'yes' : null,
          created_at: at,
          sent_at: isReply ? null : at,
          final_at: isReply ? null : at,
        },
      };
    }),
  );
}

/** Of each text its delivery report, of each reply the reply. */
function callbacksOf(facts: Facts): FilledRow[] {
  const isConfirmed = facts.status === 'confirmed';
  const kinds = isConfirmed ? ['invitation', 'confirmed'] : ['invitation'];
  const reports = kinds.flatMap((kind) => facts.numbers.map((number, i) => reportOf(facts, number, kind, i)));
  return isConfirmed ? [...facts.numbers.map((number, i) => callbackOf(facts, number, i)), ...reports] : reports;
}

function reportOf({ id, at }: Facts, phone_number: string, kind: string, i: number): FilledRow {
  const subject = `${kind}_${id}_${i}`;
  const fields = JSON.stringify({ id: subject, phoneNumber: phone_number, status: 'Success', networkCode: '63902' });
  const report = { kind: 'delivery', dedupe_key: `id ${subject} Success `, subject, fields, proof: 'signature' };
  return { ...report, outcome: 'applied', received_at: at, phone_number };
}

function callbackOf({ id, at }: Facts, number: string, i: number): FilledRow {
  const carrierId = `reply_${id}_${i}`;
  const fields = JSON.stringify({ linkId: '', text: 'YES-{code}', to: '20880', id: carrierId, date: at, from: number });
  return { kind: 'sms', dedupe_key: `id ${carrierId}`, fields, proof: 'signature', outcome: 'yes', received_at: at };
}

const receiptOf = (document: string): string =>
  JSON.stringify({ $type: 'ndiyo.receipt.v1', document, attestation: SIGNATURE, events: SIGNATURE + SIGNATURE });
