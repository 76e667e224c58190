/** Takes a reply: finds whose code it is, writes the decision, and with the last one the receipt and the notices. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import { receiptCode, replyCode } from './codes.js';
import { ReferenceEvents } from './reference-events.js';
import { canonical, hashOf, JWK, KID, messageId, signed } from './reference-evidence.js';
import { insertInto, type Row } from './reference-statements.js';
import { ACCOUNT, type Addressee, ReferenceTexts } from './reference-texts.js';
import { WEBHOOK_SECRET } from './settings.js';

type Party = Addressee & { code_counter: number; status: string; decision: string | null };
interface Version {
  document: string;
  contract_hash: string;
  attestation: string;
}

const NOTE =
  "This is the service's signed record of what the carrier delivered, each decision with its grade of evidence. " +
  "It is not signed with the parties' own keys.";
const RECEIVED =
  'id account_id contract_id version party_id direction phone_number kind text segments status carrier carrier_id ' +
  'possible_duplicate outcome created_at';
const WRITTEN = 'YES-{code}';

export class ReferenceReplies {
  private readonly insertCallback;
  private readonly insertReceived;
  private readonly insertReceipt;
  private readonly events: ReferenceEvents;
  private readonly texts: ReferenceTexts;
  private readonly select: Record<'open' | 'version' | 'parties' | 'asked', Statement>;
  private readonly update: Record<'party' | 'version' | 'contract' | 'closed' | 'queued', Statement>;

  constructor(db: Database) {
    this.insertCallback = insertInto(db, 'callbacks', 'kind dedupe_key fields proof outcome received_at');
    this.insertReceived = insertInto(db, 'messages', RECEIVED);
    this.insertReceipt = insertInto(db, 'receipts', 'contract_id version issued_at receipt code');
    this.events = new ReferenceEvents(db);
    this.texts = new ReferenceTexts(db);
    this.select = {
      open: db.prepare('SELECT * FROM parties WHERE phone_number = ? AND open_until IS NOT NULL'),
      version: db.prepare('SELECT * FROM contract_versions WHERE contract_id = ? AND version = ?'),
      parties: db.prepare('SELECT * FROM parties WHERE contract_id = ? AND version = ? ORDER BY party_id'),
      asked: db.prepare(`SELECT text FROM messages WHERE contract_id = ? AND version = ? AND party_id = ?
        AND kind IN ('invitation', 'terms') AND sent_at IS NOT NULL ORDER BY id`),
    };
    this.update = {
      party: db.prepare(`UPDATE parties SET status = 'confirmed', decided_at = ?, channel = 'sms', evidence_grade = 'B',
        decision = ?, remind_at = NULL WHERE contract_id = ? AND version = ? AND party_id = ?`),
      version: db.prepare(`UPDATE contract_versions SET status = 'confirmed', decided_at = ?
        WHERE contract_id = ? AND version = ?`),
      contract: db.prepare(`UPDATE contracts SET status = 'confirmed', confirmed_at = ? WHERE id = ?`),
      closed: db.prepare(
        'UPDATE parties SET open_until = NULL, remind_at = NULL WHERE contract_id = ? AND version = ?',
      ),
      queued: db.prepare(`UPDATE messages SET status = 'suppressed', failure_reason = 'no-longer-open'
        WHERE contract_id = ? AND version = ? AND status = 'queued' AND kind IN ('invitation', 'terms')`),
    };
  }

  take(fields: Record<string, string>, now: Date): string {
    const at = now.toISOString();
    const { id, from = '', text = '' } = fields;
    const kept = JSON.stringify({ ...fields, text: WRITTEN });
    this.insertCallback('sms', `id ${id}`, kept, 'signature', 'yes', at);
    const code = text.slice(text.length - 6);
    const open = this.select.open.all(from) as Party[];
    const isIts = (one: Party) => replyCode(one.contract_id, one.version, one.party_id, one.code_counter) === code;
    const party = open.find(isIts);
    if (!party) throw new Error(`no open party of ${from} has the code ${code}`);
    const received = messageId();
    this.decide(party, id!, at);
    const { contract_id, version, party_id } = party;
    this.insertReceived(
      ...[received, ACCOUNT, contract_id, version, party_id, 'in', from, 'reply', WRITTEN, 1, 'received'],
      ...['africastalking', id, 0, 'yes', at],
    );
    return '{"status":"received"}';
  }

  private decide({ contract_id, version, party_id }: Party, carrierId: string, at: string): void {
    const recorded = this.select.version.get(contract_id, version) as Version;
    const texts = this.select.asked.all(contract_id, version, party_id) as { text: string }[];
    const decision = canonical({
      ...{ $type: 'ndiyo.decision.v1', party_id, at, answer: 'yes', channel: 'sms', carrier: 'africastalking' },
      ...{ grade: 'B', reply: WRITTEN, carrier_message_id: carrierId },
      ...{ texts_shown: texts.map((one) => one.text), terms_not_shown: [] },
    });
    this.update.party.run(at, decision, contract_id, version, party_id);
    const { contract_hash } = recorded;
    const facts = { version, contract_hash, party_id, channel: 'sms', grade: 'B' };
    const before = this.events.last(contract_id);
    const last = this.events.record(contract_id, before, 'contract.party_confirmed', at, facts);
    const parties = this.select.parties.all(contract_id, version) as Party[];
    if (parties.some((one) => one.status !== 'confirmed')) return;
    const decisions = decisionsOf(parties);
    const decisions_hash = hashOf(canonical(decisions));
    const closing = { version, status: 'confirmed', contract_hash, decisions_hash };
    this.events.record(contract_id, last, 'contract.confirmed', at, closing);
    this.conclude(recorded, parties, { decisions, decisions_hash }, at);
  }

  private conclude(recorded: Version, parties: Party[], decided: Decided, at: string): void {
    const { contract_id, version } = parties[0]!;
    this.update.version.run(at, contract_id, version);
    this.update.closed.run(contract_id, version);
    this.update.queued.run(contract_id, version);
    this.update.contract.run(at, contract_id);
    const code = receiptCode();
    this.insertReceipt(contract_id, version, at, this.receiptOf(recorded, parties[0]!, decided, at), code);
    for (const party of parties) this.texts.tell(party, code, at);
  }

  private receiptOf(recorded: Version, { contract_id, version }: Party, decided: Decided, at: string): string {
    const { document, contract_hash, attestation } = recorded;
    const { decisions, decisions_hash } = decided;
    const events = this.events
      .list(contract_id)
      .map(({ data, ...link }) => ({ $type: 'ndiyo.event.v1', ...link, data: JSON.parse(data) as Row }));
    const signature = signed({
      ...{ $type: 'ndiyo.receipt-statement.v1', contract_id, version, contract_hash, status: 'confirmed' },
      ...{ decisions_hash, events_head: events.at(-1)?.hash, issued_at: at, iss: KID },
    });
    const parts = { note: NOTE, document, attestation, decisions, events, signature, key: JWK };
    return JSON.stringify({ $type: 'ndiyo.receipt.v1', ...parts });
  }
}

/** Whether the signature is the HMAC-SHA256 of the raw body. */
export function isProven(rawBody: Buffer, signature: string): boolean {
  const expected = createHmac('sha256', WEBHOOK_SECRET).update(rawBody).digest();
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

interface Decided {
  decisions: object[];
  decisions_hash: string;
}

const decisionsOf = (parties: Party[]): object[] =>
  parties
    .map((party) => JSON.parse(party.decision!) as { at: string })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
