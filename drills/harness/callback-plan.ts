/** Makes the callbacks of each contract, and at the same time predicts where they leave it. */
import { callback, deliveryCallback, type Proof, signed, smsCallback, stamped, unsigned } from './callbacks.js';
import type { Call } from './client.js';
import { ModelContract } from './model-contract.js';
import type { Random } from './random.js';

export interface Planned {
  what: string;
  callback: Call;
  isProven: boolean;
  /** Posted so many times at once. */
  copies: number;
}

export interface AskedContract {
  contractId: string;
  phones: readonly [string, string];
  codes: string[];
  /** Of the invitations. */
  carrierIds: string[];
  /** Those whose delivery was reported before the carrier had even answered. */
  early: ReadonlySet<string>;
}

const STEPS = 8;
const STALE_SECONDS = 600;
const REPORTS = ['Sent', 'Buffered', 'Success', 'Failed', 'TeleportedSideways'];
const UNCLEAR = ['yes but 3100', 'not yes', 'yes no', 'ndio? bei gani', '???', 'call me', '👍'];
const BROKEN = ['%', 'from=%E0%A4%A', '&&&&', 'a', '{"from":"+254712345678"}', 'text=YES&date=', '=', '\0\0'];

export class CallbackPlan {
  readonly contracts: ModelContract[] = [];
  /** Of proven callbacks, as the wire contract says when two are one. */
  readonly provenKeys = new Set<string>();
  /** Ids of proven texts. */
  readonly heardIds = new Set<string>();
  /** Copies that come later, not at the same time. */
  resent = 0;
  private made = 0;
  private readonly proof: Proof;

  constructor(
    private readonly random: Random,
    private readonly secret: string,
  ) {
    this.proof = signed(secret);
  }

  forContract(asked: AskedContract): Planned[] {
    const model = new ModelContract(asked.contractId);
    this.contracts.push(model);
    for (const [party, id] of asked.carrierIds.entries()) {
      if (!asked.early.has(id)) continue;
      model.report(party, 'Success');
      this.provenKeys.add(`delivery ${id} Success`);
    }
    const line = Array.from({ length: STEPS }, () => this.step(asked, model));
    // A carrier that saw no 200 comes back much later, in no certain order: that changes nothing any more.
    const again = this.random.shuffled(line).slice(0, STEPS / 4);
    this.resent += again.length;
    return [...line, ...again];
  }

  private step(asked: AskedContract, model: ModelContract): Planned {
    const party = this.random.below(2);
    const chance = this.random.next();
    if (chance < 0.3) return this.decision(asked, model, party);
    if (chance < 0.45) return this.report(asked, model, party);
    if (chance < 0.55) return this.text('unclear', asked.phones[party]!, this.random.pick(UNCLEAR));
    if (chance < 0.65) return this.wrongSender(asked, party);
    if (chance < 0.72) return this.broken();
    return this.forged(asked, party, chance < 0.86 ? 'bad proof' : 'stale');
  }

  private decision({ phones, codes }: AskedContract, model: ModelContract, party: number): Planned {
    const answer = this.random.isLucky(0.85) ? 'yes' : 'no';
    model.hear(party, answer);
    const word = this.random.pick(answer === 'yes' ? ['YES-', 'ndio ', 'Sawa, '] : ['NO-', 'hapana ', 'La. ']);
    return this.text(answer, phones[party]!, `${word}${codes[party]}`);
  }

  private report({ phones, carrierIds }: AskedContract, model: ModelContract, party: number): Planned {
    const status = this.random.pick(REPORTS);
    model.report(party, status);
    const [id, phoneNumber] = [carrierIds[party]!, phones[party]!];
    // Now and then of a text that nobody knows (yet).
    const about = this.random.isLucky(0.2) ? `unknown-${++this.made}` : id;
    if (about !== id) model.forgetReport(party);
    this.provenKeys.add(`delivery ${about} ${status}`);
    return this.proven('report', deliveryCallback({ id: about, status, phoneNumber }, this.proof));
  }

  /** The right code from the wrong phone: the other party's, or a stranger's. */
  private wrongSender({ phones, codes }: AskedContract, party: number): Planned {
    const other = 1 - party;
    const isOther = codes[party] !== codes[other] && this.random.isLucky(0.4);
    const from = isOther ? phones[other]! : `+25473${1_000_000 + this.random.below(8_999_999)}`;
    return this.text('wrong sender', from, `YES-${codes[party]}`);
  }

  private broken(): Planned {
    const body = `${this.random.pick(BROKEN)}${this.random.isLucky(0.5) ? `&n=${++this.made}` : ''}`;
    this.provenKeys.add(`broken ${body}`);
    return this.proven('broken', callback('sms', body, this.proof));
  }

  private forged({ phones, codes }: AskedContract, party: number, what: 'bad proof' | 'stale'): Planned {
    const wrong = [unsigned, signed(`${this.secret}x`), (body: string) => this.proof(`${body} `)];
    const proof = what === 'stale' ? stamped(this.secret, STALE_SECONDS) : this.random.pick(wrong);
    const text = { from: phones[party]!, text: `NO-${codes[party]}`, id: `forged-${++this.made}` };
    return { what, callback: smsCallback(text, proof), isProven: false, copies: 1 };
  }

  private text(what: string, from: string, text: string): Planned {
    const id = `text-${++this.made}`;
    this.provenKeys.add(`sms ${id}`);
    this.heardIds.add(id);
    const proof = this.random.isLucky(0.5) ? this.proof : stamped(this.secret, this.random.below(120));
    return this.proven(what, smsCallback({ from, text, id }, proof));
  }

  private proven(what: string, made: Call): Planned {
    return { what, callback: made, isProven: true, copies: this.random.isLucky(0.25) ? 2 : 1 };
  }
}
