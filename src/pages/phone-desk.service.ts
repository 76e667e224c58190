/** Which simulated phones lie on the desk of whoever looks, and what each shows. */
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import type { SimulatorOutcome } from '../carriers/simulator.gateway.js';
import { type PhoneText, SimulatorPhonesService } from '../carriers/simulator-phones.service.js';
import { SimulatorPlayersService } from '../carriers/simulator-players.service.js';
import { OptOutsService } from '../messaging/opt-outs.service.js';
import { EXAMPLE_CONTRACT } from '../rest/example-contract.js';
import { Reads } from '../transactions/reads.js';

const MOST_PHONES = 6;
// As many as make a page that is light on a slow line.
const MOST_TEXTS = 12;

export interface Phone {
  /** Stands for the number where that may not stand. */
  id: string;
  number: string;
  /** Of a party of the sample; null for others. */
  name: string | null;
  /** Oldest first. */
  texts: PhoneText[];
  outcome: SimulatorOutcome;
  isOptedOut: boolean;
}

@Injectable()
export class PhoneDeskService {
  constructor(
    @Inject(SimulatorPlayersService) private readonly players: SimulatorPlayersService,
    @Inject(SimulatorPhonesService) private readonly phones: SimulatorPhonesService,
    @Inject(OptOutsService) private readonly optOuts: OptOutsService,
    @Inject(Reads) private readonly reads: Reads,
  ) {}

  /** Those of the sample, those that were added, and those of the latest texts: each stays where it is. */
  async phonesOf(caller: Caller, added: readonly string[]): Promise<Phone[]> {
    const recent = await this.players.recentNumbers(caller);
    const numbers = [...new Set([...NAMES.keys(), ...added, ...recent])].slice(0, MOST_PHONES);
    const mine = await Promise.all(numbers.map((number) => NAMES.has(number) || this.players.mayPlay(caller, number)));
    return Promise.all(numbers.filter((_, i) => mine[i]).map((number) => this.phone(caller, number)));
  }

  /** The numbers to keep with this one among them, the oldest given up where there is no more room. */
  async add(caller: Caller, added: readonly string[], number: string): Promise<string[]> {
    await this.players.assertMayPlay(caller, number);
    const others = added.filter((one) => one !== number && !NAMES.has(one));
    return NAMES.has(number) ? others : [...others, number].slice(NAMES.size - MOST_PHONES);
  }

  idOf(number: string): string {
    return `phone-${this.phones.nameOf(number)}`;
  }

  private async phone(caller: Caller, number: string): Promise<Phone> {
    const [texts, outcome, isOptedOut] = await Promise.all([
      this.players.list(caller, number, MOST_TEXTS),
      this.phones.outcomeOf(number),
      this.optOuts.has(this.reads, number),
    ]);
    return { id: this.idOf(number), number, name: NAMES.get(number) ?? null, texts, outcome, isOptedOut };
  }
}

const NAMES = new Map<string, string>(EXAMPLE_CONTRACT.parties.map(({ phone_number, name }) => [phone_number, name]));
