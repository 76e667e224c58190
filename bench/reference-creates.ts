/** Creates a contract: the rows, the hash and the signature the service makes, and no more. */
import type { Database, Statement } from 'better-sqlite3';
import { ReferenceEvents } from './reference-events.js';
import { canonical, contractId, hashOf, KID, nonce, signed } from './reference-evidence.js';
import { insertInto } from './reference-statements.js';
import { ACCOUNT, type Addressee, ReferenceTexts, type Terms } from './reference-texts.js';

interface PartyBody {
  phone_number: string;
  role: string;
  name: string;
  language: string;
}
interface CreateBody {
  contract_type: string;
  terms: Terms;
  parties: PartyBody[];
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const PARTY =
  'contract_id version party_id name role phone_number language status code_counter asked_at open_until remind_at';
const VERSION = 'contract_id version status document contract_hash attestation created_at expires_at';

export class ReferenceCreates {
  private readonly insertContract: Statement;
  private readonly insertVersion;
  private readonly insertParty;
  private readonly events: ReferenceEvents;
  private readonly texts: ReferenceTexts;

  constructor(db: Database) {
    this.insertContract = db.prepare(`INSERT INTO contracts (id, account_id, contract_type, status, version, created_at)
      VALUES (?, ?, ?, 'pending', 1, ?) ON CONFLICT DO NOTHING`);
    this.insertVersion = insertInto(db, 'contract_versions', VERSION);
    this.insertParty = insertInto(db, 'parties', PARTY);
    this.events = new ReferenceEvents(db);
    this.texts = new ReferenceTexts(db);
  }

  /** Returns the answer's body. */
  create(body: CreateBody, now: Date): string {
    const at = now.toISOString();
    const id = this.freshContract(body.contract_type, now, at);
    const expires_at = new Date(now.getTime() + DAY_MS).toISOString();
    const { contract_type, terms } = body;
    const parties = body.parties.map((party, i) => ({ party_id: `p${i + 1}`, ...party }));
    const names = { $type: 'ndiyo.contract.v1', contract_id: id, version: 1, contract_type };
    const document = canonical({ ...names, terms, parties, created_at: at, expires_at, nonce: nonce() });
    const contract_hash = hashOf(document);
    const statement = { $type: 'ndiyo.attestation.v1', contract_id: id, version: 1, contract_hash, created_at: at };
    const signature = signed({ ...statement, iss: KID });
    this.insertVersion(id, 1, 'pending', document, contract_hash, signature, at, expires_at);
    const remindAt = new Date(now.getTime() + DAY_MS / 4).toISOString();
    for (const { party_id, name, role, phone_number, language } of parties) {
      this.insertParty(id, 1, party_id, name, role, phone_number, language, 'pending', 0, at, expires_at, remindAt);
    }
    this.events.record(id, null, 'contract.created', at, { version: 1, status: 'pending', contract_hash });
    parties.forEach((party, i) => {
      const to: Addressee = { contract_id: id, version: 1, ...party };
      this.texts.invite(to, terms, parties[1 - i]?.name ?? '', at);
    });
    return answerOf({ id, at, expires_at, contract_hash, signature }, body, parties);
  }

  /** Among some ten thousand ids two are likely to be the same. */
  private freshContract(type: string, now: Date, at: string): string {
    for (;;) {
      const id = contractId(now);
      if (this.insertContract.run(id, ACCOUNT, type, at).changes === 1) return id;
    }
  }
}

interface Made {
  id: string;
  at: string;
  expires_at: string;
  contract_hash: string;
  signature: string;
}

function answerOf(
  made: Made,
  { contract_type, terms }: CreateBody,
  parties: ({ party_id: string } & PartyBody)[],
): string {
  const open = { status: 'pending', decided_at: null, channel: null, evidence_grade: null };
  const delivery = { delivery: 'queued', delivery_trouble: null };
  return JSON.stringify({
    ...{ contract_id: made.id, status: 'pending', version: 1, contract_type, terms },
    parties: parties.map(({ party_id, name, role, phone_number, language }) => ({
      ...{ party_id, name, role, phone_number, language },
      ...open,
      ...delivery,
    })),
    ...{ total_amount: terms.total_amount, currency: terms.currency },
    ...{ contract_hash: made.contract_hash, hash_algorithm: 'blake2b-256', signature: made.signature },
    ...{
      created_at: made.at,
      expires_at: made.expires_at,
      confirmed_at: null,
      completed_at: null,
      external_id: null,
      receipt_code: null,
    },
  });
}
