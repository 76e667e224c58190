/** What becomes of a contract, written from the wire contract and nothing else: F8 holds the service against it. */
export type Said = 'yes' | 'no';
export type Move = 'cancel' | 'activate' | 'complete' | 'dispute';
type PartyState = 'pending' | 'confirmed' | 'declined';
type VersionState = 'open' | 'confirmed' | 'declined' | 'expired' | 'cancelled' | 'replaced';

interface Version {
  state: VersionState;
  parties: PartyState[];
}

/** What anybody can see of it. */
export interface Seen {
  status: string;
  version: number;
  parties: string[];
  proposal: { version: number; parties: string[] } | null;
  was_confirmed: boolean;
  was_completed: boolean;
  events: string[];
  /** Of the latest decided version. */
  receipt: { version: number; status: string } | null;
}

const MOVES: Record<Move, { from: string[]; to: string; event: string }> = {
  cancel: { from: ['pending', 'disputed'], to: 'cancelled', event: 'contract.cancelled' },
  activate: { from: ['confirmed', 'disputed'], to: 'active', event: 'contract.activated' },
  complete: { from: ['active', 'disputed'], to: 'completed', event: 'contract.completed' },
  dispute: { from: ['confirmed', 'active'], to: 'disputed', event: 'contract.disputed' },
};
export const MOVE_NAMES = Object.keys(MOVES) as Move[];
export const statusAfter = (move: Move): string => MOVES[move].to;

export class AgreementModel {
  status = 'pending';
  private standing = 1;
  private wasConfirmed = false;
  private readonly versions: Version[];
  private readonly events = ['contract.created 1'];

  constructor(readonly partyCount: number) {
    this.versions = [this.fresh()];
  }

  get versionCount(): number {
    return this.versions.length;
  }

  /** The number of the version that awaits answers; null: none does. */
  get open(): number | null {
    return this.versions.at(-1)!.state === 'open' ? this.versions.length : null;
  }

  stateOf(version: number): VersionState {
    return this.versions[version - 1]!.state;
  }

  isWaitingFor(party: number): boolean {
    return this.open !== null && this.versions.at(-1)!.parties[party] === 'pending';
  }

  get waiting(): number[] {
    return Array.from({ length: this.partyCount }, (_, party) => party).filter((party) => this.isWaitingFor(party));
  }

  /** A repeat of what stands is no mistake; whatever else comes too late is refused. */
  answer(version: number, party: number, said: Said): 'decided' | 'repeated' | 'refused' {
    const { state, parties } = this.versions[version - 1]!;
    const given = said === 'yes' ? 'confirmed' : 'declined';
    if (parties[party] === given && (state === 'open' || state === given)) return 'repeated';
    if (state !== 'open') return 'refused';
    parties[party] = given;
    this.events.push(`contract.party_${given} ${version} p${party + 1}`);
    if (said === 'no') this.conclude(version, 'declined');
    else if (parties.every((one) => one === 'confirmed')) this.conclude(version, 'confirmed');
    return 'decided';
  }

  move(move: Move): boolean {
    const { from, to, event } = MOVES[move];
    if (!from.includes(this.status)) return false;
    this.status = to;
    this.events.push(`${event} ${this.standing}`);
    const isOver = to === 'cancelled' || to === 'completed';
    if (isOver && this.open !== null) this.versions.at(-1)!.state = 'cancelled';
    return true;
  }

  get isAmendable(): boolean {
    return ['pending', 'confirmed', 'active'].includes(this.status);
  }

  amend(): boolean {
    if (!this.isAmendable) return false;
    if (this.open !== null) this.versions.at(-1)!.state = 'replaced';
    this.versions.push(this.fresh());
    if (this.status === 'pending') this.standing = this.versions.length;
    this.events.push(`contract.amended ${this.versions.length}`);
    return true;
  }

  /** The time to answer is over. */
  expire(): void {
    this.events.push(`contract.expired ${this.versions.length}`);
    this.versions.at(-1)!.state = 'expired';
    if (this.status === 'pending') this.status = 'expired';
  }

  seen(): Seen {
    const decided = this.decided.at(-1) ?? null;
    const isProposed = this.open !== null && this.open !== this.standing;
    return {
      status: this.status,
      version: this.standing,
      parties: this.versions[this.standing - 1]!.parties,
      proposal: isProposed ? { version: this.open!, parties: this.versions.at(-1)!.parties } : null,
      was_confirmed: this.wasConfirmed,
      was_completed: this.status === 'completed',
      events: this.events,
      receipt: decided === null ? null : { version: decided, status: this.stateOf(decided) },
    };
  }

  /** By version number: a receipt's status and decisions, or null where there is none. */
  receipts(): ({ status: string; decisions: string[] } | null)[] {
    return this.versions.map(({ state, parties }) => {
      if (state !== 'confirmed' && state !== 'declined') return null;
      const decisions = parties.flatMap((party, i) =>
        party === 'pending' ? [] : [`p${i + 1} ${party === 'confirmed' ? 'yes' : 'no'}`],
      );
      return { status: state, decisions };
    });
  }

  private get decided(): number[] {
    return this.versions.flatMap(({ state }, i) => (['confirmed', 'declined'].includes(state) ? [i + 1] : []));
  }

  private fresh(): Version {
    return { state: 'open', parties: Array.from({ length: this.partyCount }, () => 'pending' as const) };
  }

  private conclude(version: number, to: 'confirmed' | 'declined'): void {
    this.versions[version - 1]!.state = to;
    this.events.push(`contract.${to} ${version}`);
    if (this.status === 'pending') this.status = to;
    if (to === 'declined') return;
    this.standing = version;
    this.wasConfirmed = true;
  }
}
