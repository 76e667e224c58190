/** A contract in the running service, as its issuer, its parties and time see it. */
import { until } from '../../test/until.js';
import type { Seen } from './agreement-model.js';
import { signed, smsCallback } from './callbacks.js';
import { type Answer, bodyOf, type Call, call, get, postJson } from './client.js';
import { count } from './database.js';
import type { Stage } from './stage.js';
import { CONTRACTS, type Wishes } from './wishes.js';

const WITHIN_MS = 60_000;
const CODE = /-(\d{6})\b/;

export class LiveAgreement {
  id = '';
  phones: string[] = [];
  stepsDone = 0;
  private token = '';
  private texts = 0;
  private calls = 0;
  private last: Call | null = null;
  private readonly talkative = new Set<string>();

  constructor(
    private readonly stage: Stage,
    private readonly wishes: Wishes,
  ) {}

  async propose(partyCount: number): Promise<void> {
    const [wish, other] = [this.wishes.next(), this.wishes.next()];
    const body = JSON.parse(wish.body);
    this.phones = [...wish.phones, ...other.phones].slice(0, partyCount);
    const [seller, buyer] = body.parties;
    body.parties = this.phones.map((phone_number, i) => ({ ...(i === 0 ? seller : buyer), phone_number }));
    const answer = await postJson(this.url, CONTRACTS, JSON.stringify(body));
    if (answer.status !== 201) throw new Error(`no contract was made: ${answer.text}`);
    const { contract_id, manage_token } = bodyOf(answer);
    [this.id, this.token] = [contract_id, manage_token];
    await this.untilAsked(1);
  }

  /** Each version has codes of its own; all of them have been sent, and the service knows it. */
  async untilAsked(version: number): Promise<void> {
    const areKnown = () => this.phones.every((_, party) => this.codesOf(party).length >= version);
    await until(areKnown, (known) => known, WITHIN_MS);
    const sql = `SELECT count(*) AS n FROM messages WHERE contract_id = ? AND kind = 'invitation' AND status = 'queued'`;
    await until(
      () => count(this.stage.database, sql, this.id),
      (queued) => queued === 0,
      WITHIN_MS,
    );
  }

  codeOf(party: number, version: number): string {
    return this.codesOf(party)[version - 1]!;
  }

  hasTexted(party: number): boolean {
    return this.talkative.has(this.phones[party]!);
  }

  async text(from: string, text: string): Promise<Answer> {
    this.talkative.add(from);
    this.texts += 1;
    const id = `${this.id}-${this.texts}`;
    this.last = smsCallback({ from, text, id }, signed(this.stage.webhookSecret));
    return call(this.url, this.last);
  }

  /** The carrier posts its last callback once more. */
  async repeatText(): Promise<void> {
    if (this.last) await call(this.url, this.last);
  }

  act(path: string, body: object): Promise<Answer> {
    return postJson(this.url, `${CONTRACTS}/${this.id}${path}`, JSON.stringify(body), this.access);
  }

  put(body: object): Promise<Answer> {
    const headers = { 'Content-Type': 'application/json', ...this.access };
    return call(this.url, { method: 'PUT', path: `${CONTRACTS}/${this.id}`, body: JSON.stringify(body), headers });
  }

  /** Time to answer runs out, in the rows where it stands. */
  async letTimePass(version: number): Promise<void> {
    const past = new Date(Date.now() - 1_000).toISOString();
    const where = 'WHERE contract_id = ? AND version = ?';
    const { database } = this.stage;
    await database.change(`UPDATE parties SET open_until = ? ${where}`, past, this.id, version);
    await database.change(`UPDATE contract_versions SET expires_at = ? ${where}`, past, this.id, version);
  }

  async untilExpired(version: number): Promise<void> {
    await until(
      () => this.events(),
      (events) => events.includes(`contract.expired ${version}`),
      WITHIN_MS,
    );
  }

  async seen(): Promise<Seen> {
    const contract = bodyOf(await this.read(''));
    const statuses = (parties: { status: string }[]) => parties.map(({ status }) => status);
    const { proposal } = contract;
    return {
      ...{ status: contract.status, version: contract.version, parties: statuses(contract.parties) },
      proposal: proposal ? { version: proposal.version, parties: statuses(proposal.parties) } : null,
      ...{ was_confirmed: contract.confirmed_at !== null, was_completed: contract.completed_at !== null },
      events: await this.events(),
      receipt: await this.receipt(null).then(
        (receipt) => receipt && { version: receipt.version, status: receipt.status },
      ),
    };
  }

  async receipt(version: number | null): Promise<{ version: number; status: string; decisions: string[] } | null> {
    const answer = await this.read(`/receipt${version === null ? '' : `?version=${version}`}`);
    if (answer.status === 409) return null;
    const { signature, decisions } = bodyOf(answer);
    const statement = JSON.parse(Buffer.from(signature.split('.')[1], 'base64url').toString('utf8'));
    const said = decisions.map((one: { party_id: string; answer: string }) => `${one.party_id} ${one.answer}`).sort();
    return { version: statement.version, status: statement.status, decisions: said };
  }

  private async events(): Promise<string[]> {
    const { events } = bodyOf(await this.read('/events'));
    return events.map(({ type, data }: { type: string; data: Record<string, unknown> }) =>
      [type, data.version, data.party_id].filter((part) => part !== undefined).join(' '),
    );
  }

  private read(path: string): Promise<Answer> {
    return get(this.url, `${CONTRACTS}/${this.id}${path}`, this.access);
  }

  private codesOf(party: number): string[] {
    const codes = this.stage.texts.to(this.phones[party]!).flatMap((text) => CODE.exec(text)?.[1] ?? []);
    return [...new Set(codes)];
  }

  private get access(): Record<string, string> {
    return { Authorization: `Bearer ${this.token}` };
  }

  /** Now this service, now the other one. */
  private get url(): string {
    const { services } = this.stage;
    this.calls += 1;
    return services[this.calls % services.length]!.url;
  }
}
