/** What answers have taught so far: ids, tokens and phones for later requests, and good values for fields by their names. */
import { type Answer, bodyOf } from './client.js';
import type { Operation } from './openapi-document.js';
import { PASSWORD, totpCode } from './operators.js';
import type { Random } from './random.js';
import { type Hint, OMIT } from './schema-values.js';

interface Contract {
  id: string;
  phones: string[];
}

export const OPERATOR = 'drill@example.com';
const OTHER_PASSWORD = 'jua kali saa sita mchana';
const KEPT = 12;
const TOTP_STEP_MS = 30_000;
const SCOPES = ['contracts:read', 'contracts:write', 'contracts:confirm', 'messages:read', 'audit:read'];
const ID_KINDS: [RegExp, string][] = [
  [/\/contracts\//, 'contract'],
  [/\/accounts\//, 'account'],
  [/\/api-keys\//, 'api_key'],
  [/\/webhook-endpoints\//, 'endpoint'],
  [/\/dead-letters\//, 'dead_letter'],
  [/\/messages\//, 'message'],
];

export class Known {
  readonly ids = new Map<string, string[]>();
  /** Of the operator; null: somebody must sign in first. */
  token: string | null = null;
  /** What was made last is asked about. */
  isFresh = false;
  readonly contracts: Contract[] = [];
  private readonly cursors = new Map<string, string>();
  private password = PASSWORD;
  private refreshToken = 'none';
  private totpSecret: string | null = null;
  private recoveryCodes: string[] = [];
  private client = { id: 'none', secret: 'none' };
  private receipt: Record<string, unknown> = {};
  private made = 0;

  constructor(private readonly random: Random) {}

  /** A thing to ask about, the same for all of one request. */
  idFor(path: string, name: string): string {
    const kind = name === 'delivery_id' ? 'delivery' : ID_KINDS.find(([pattern]) => pattern.test(path))?.[1];
    const ids = this.ids.get(kind ?? '') ?? [];
    if (ids.length === 0) return 'none';
    return this.isFresh ? ids.at(-1)! : this.random.pick(ids);
  }

  hintsFor({ name, path }: Operation, id: string | undefined): Hint {
    this.made += 1;
    const focus = this.contracts.find((contract) => contract.id === id) ?? this.contracts.at(-1);
    const hints = { ...this.always(path), ...this.ofSigningIn(), ...this.ofOperation(name) };
    return (field) => {
      if (field !== 'phone_number') return hints[field];
      const asks = name === 'POST /api/v1/contracts' || !focus;
      return asks ? this.freshPhone() : this.random.pick(focus.phones);
    };
  }

  private always(path: string): Record<string, unknown> {
    const { made, random } = this;
    return {
      ...{ phone: OMIT, code: OMIT, currency: 'KES', unit_price: '1200.50', total_amount: 99, quantity: '100' },
      ...{ expires_in: '24h', grace: '1h', expire_previous_after: '1h', allowed_ips: OMIT, admin: OMIT },
      ...{
        external_id: `order-${random.seed}-${made}`,
        party_id: 'p1',
        url: 'http://127.0.0.1:1/',
        text: 'when do I get paid?',
      },
      ...{ since: new Date(Date.now() - 60_000).toISOString(), day: new Date().toISOString().slice(0, 10) },
      ...{
        cursor: this.cursors.get(path) ?? OMIT,
        last_event_id: OMIT,
        types: 'contract.created',
        timezone: 'Africa/Nairobi',
      },
      ...{ leaf_index: '0', tree_size: '1', first: '1', second: '1', version: '1', account_id: OMIT },
      ...{
        scopes: SCOPES,
        name: `Drill ${made}`,
        id: `drill-${random.seed}-${made}`,
        event_types: ['contract.confirmed'],
      },
      ...{
        created_after: '2020-01-01T00:00:00Z',
        created_before: '2100-01-01T00:00:00Z',
        'Idempotency-Key': `key-${made}`,
      },
      'Last-Event-ID': OMIT,
    };
  }

  private ofSigningIn(): Record<string, unknown> {
    const code = this.recoveryCodes.at(-1);
    const step = Math.floor(Date.now() / TOTP_STEP_MS);
    return {
      ...{ email: OPERATOR, password: this.password, current: this.password, refresh_token: this.refreshToken },
      new: this.password === PASSWORD ? OTHER_PASSWORD : PASSWORD,
      totp_code: code ?? (this.totpSecret ? totpCode(this.totpSecret, step) : OMIT),
      ...{ grant_type: 'client_credentials', client_id: this.client.id, client_secret: this.client.secret },
      ...{ assertion: OMIT, scope: OMIT },
    };
  }

  private ofOperation(name: string): Record<string, unknown> {
    const hints: Record<string, Record<string, unknown>> = {
      'POST /api/v1/receipts/verify': this.receipt,
      'POST /api/v1/oauth/token': { refresh_token: OMIT },
      'POST /api/v1/auth/logout': { refresh_token: OMIT },
      'PATCH /api/v1/webhook-endpoints/{id}': { enabled: true },
      'GET /api/v1/contracts': { status: OMIT, contract_type: OMIT, external_id: OMIT },
      'POST /api/v1/contracts/search': { status: OMIT, contract_type: OMIT, external_id: OMIT },
      // Either the one or the other: a rule that no schema tells.
      'PUT /api/v1/contracts/{id}':
        this.isFresh || this.random.isLucky(0.6) ? { status: OMIT } : { terms: OMIT, status: 'disputed' },
    };
    return hints[name] ?? {};
  }

  learn({ name, path }: Operation, sent: unknown, answer: Answer): void {
    if (answer.status >= 300) return;
    const body = bodyOf(answer) ?? {};
    if (body.next_cursor !== undefined) this.noteCursor(path, body.next_cursor);
    if (name === 'POST /api/v1/contracts') this.noteContract(body.contract_id, sent);
    if (name === 'POST /api/v1/accounts') this.note('account', body.account_id);
    if (body.endpoint_id) this.note('endpoint', body.endpoint_id);
    if (body.delivery_id) this.note('delivery', body.delivery_id);
    if (name === 'POST /api/v1/auth/api-keys') {
      this.note('api_key', body.id);
      this.client = { id: body.key_id, secret: body.key };
    }
    for (const { dead_letter_id } of body.dead_letters ?? []) this.note('dead_letter', dead_letter_id);
    if (path === '/api/v1/messages/review') for (const { id } of body.messages) this.note('message', id);
    if (body.$type === 'ndiyo.receipt.v1') this.receipt = body;
    this.learnOfAccess(name, body);
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever the answer holds
  private learnOfAccess(name: string, body: any): void {
    if (body.token) this.token = body.token;
    if (/auth\/(login|refresh)$/.test(name)) this.refreshToken = body.refresh_token;
    if (/auth\/login$/.test(name)) this.recoveryCodes.pop();
    if (/auth\/logout$/.test(name)) this.token = null;
    if (/auth\/password$/.test(name)) this.password = this.password === PASSWORD ? OTHER_PASSWORD : PASSWORD;
    if (body.otpauth_uri) this.totpSecret = body.secret;
    if (body.recovery_codes) this.recoveryCodes = body.recovery_codes;
    if (/totp\/disable$/.test(name)) [this.totpSecret, this.recoveryCodes] = [null, []];
  }

  private note(kind: string, id: string): void {
    const ids = this.ids.get(kind) ?? [];
    if (!ids.includes(id)) this.ids.set(kind, [...ids, id].slice(-KEPT));
  }

  private noteCursor(path: string, cursor: string | null): void {
    if (cursor) this.cursors.set(path, cursor);
    else this.cursors.delete(path);
  }

  private noteContract(id: string, sent: unknown): void {
    const parties = (sent as { parties: { phone_number?: string; phone?: string }[] }).parties;
    this.contracts.push({ id, phones: parties.map((party) => party.phone_number ?? party.phone!) });
    if (this.contracts.length > KEPT) this.contracts.shift();
    this.note('contract', id);
  }

  private freshPhone(): string {
    return `+2547${10_000_000 + this.random.below(20_000_000)}`;
  }
}
