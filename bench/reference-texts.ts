/** Queues a text: a message and what sends it. Words as long as the service's. */
import type { Database } from 'better-sqlite3';
import { messageId } from './reference-evidence.js';
import { insertInto } from './reference-statements.js';

export interface Addressee {
  contract_id: string;
  version: number;
  party_id: string;
  phone_number: string;
  language: string;
}
export type Terms = Record<string, string>;

export const ACCOUNT = 'community';

const MESSAGE =
  'id account_id contract_id version party_id direction phone_number kind text terms_not_shown code_counter segments ' +
  'status possible_duplicate created_at';
const ITEM = 'account_id topic order_key payload status attempt interruptions due_at created_at';

export class ReferenceTexts {
  private readonly insertMessage;
  private readonly insertItem;

  constructor(db: Database) {
    this.insertMessage = insertInto(db, 'messages', MESSAGE);
    this.insertItem = insertInto(db, 'outbox', ITEM);
  }

  invite(to: Addressee, terms: Terms, other: string, at: string): void {
    this.queue(to, 'invitation', invitation(to.language, terms, other), '[]', 0, at);
  }

  tell(to: Addressee, code: string, at: string): void {
    this.queue(to, 'confirmed', notice(to.language, to.contract_id, code), null, null, at);
  }

  private queue(
    to: Addressee,
    kind: string,
    text: string,
    notShown: string | null,
    codeCounter: number | null,
    at: string,
  ): void {
    const id = messageId();
    const { contract_id, version, party_id, phone_number } = to;
    this.insertMessage(
      ...[id, ACCOUNT, contract_id, version, party_id, 'out', phone_number, kind, text, notShown, codeCounter],
      ...[1, 'queued', 0, at],
    );
    this.insertItem(ACCOUNT, 'sms', contract_id, id, 'waiting', 0, 0, at, at);
  }
}

function invitation(language: string, terms: Terms, other: string): string {
  const { currency, total_amount, quantity, unit, product } = terms;
  return language === 'sw'
    ? `Ndiyo: ${currency} ${total_amount}, ${product} ${unit} ${quantity}, mnunuzi ${other}. Jibu NDIYO-{code} kukubali, HAPANA-{code} kukataa.`
    : `Ndiyo: ${currency} ${total_amount}, ${quantity} ${unit} ${product}, seller ${other}. Reply YES-{code} to agree, NO-{code} to refuse.`;
}

const notice = (language: string, id: string, code: string): string =>
  language === 'sw'
    ? `Ndiyo: mkataba ${id} umethibitishwa. Wahusika wote 2 wamekubali. Kuhakiki: CHECK ${code}`
    : `Ndiyo: contract ${id} is confirmed. All 2 parties agreed. To check: CHECK ${code}`;
