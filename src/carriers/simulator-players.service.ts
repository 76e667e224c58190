/** Who may look at which simulated phone and press its keys, whatever door they come by. */
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { Problem } from '../problems/problem.js';
import { SimulatorGateway, type SimulatorOutcome } from './simulator.gateway.js';
import { SimulatorPhonesService } from './simulator-phones.service.js';
import { SmsGateway } from './sms.gateway.js';

@Injectable()
export class SimulatorPlayersService {
  constructor(
    @Inject(SmsGateway) private readonly gateway: SmsGateway,
    @Inject(SimulatorPhonesService) private readonly phones: SimulatorPhonesService,
  ) {}

  /** Oldest first; of every phone when none is named. */
  async list(caller: Caller, phoneNumber: string | null, most?: number) {
    this.simulator();
    return this.phones.list(phoneNumber, accountOf(caller), most);
  }

  async recentNumbers(caller: Caller): Promise<string[]> {
    this.simulator();
    return this.phones.recentNumbers(accountOf(caller));
  }

  async reply(caller: Caller, phoneNumber: string, text: string): Promise<void> {
    const simulator = this.simulator();
    await this.assertMayPlay(caller, phoneNumber);
    await simulator.reply(phoneNumber, text);
  }

  async setOutcome(caller: Caller, phoneNumber: string, outcome: SimulatorOutcome): Promise<void> {
    const simulator = this.simulator();
    await this.assertMayPlay(caller, phoneNumber);
    await simulator.setOutcome(phoneNumber, outcome);
  }

  async mayPlay(caller: Caller, phoneNumber: string): Promise<boolean> {
    const accountId = accountOf(caller);
    return accountId === null || !(await this.phones.isForeign(phoneNumber, accountId));
  }

  async assertMayPlay(caller: Caller, phoneNumber: string): Promise<void> {
    if (await this.mayPlay(caller, phoneNumber)) return;
    throw new Problem('not-found', 'That phone is asked about contracts of other accounts only');
  }

  private simulator(): SimulatorGateway {
    if (this.gateway instanceof SimulatorGateway) return this.gateway;
    throw new Problem('not-found', 'There is no simulator here: a real carrier is configured');
  }
}

/** Null where there are no accounts to keep apart: for admins, and where anybody may play the phones. */
const accountOf = ({ kind, isAdmin, accountId }: Caller): string | null =>
  isAdmin || kind === 'anonymous' ? null : accountId;
