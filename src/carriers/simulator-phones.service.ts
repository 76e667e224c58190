/** The simulated phones' threads, and the carrier's side of what they send: posts it back until it is taken. */
import { createHmac } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { SECRETS, type Secrets } from '../config/secrets.js';
import { unseal } from '../crypto/seal.js';
import { OutboxService, type Settlement } from '../outbox/outbox.service.js';
import { SimulatorPhone, SimulatorText } from '../persistence/outbox.entities.js';
import { Reads } from '../transactions/reads.js';
import { callbackPath } from './callback-address.js';
import { OwnAddress } from './own-address.js';
import { SIMULATOR_TOPIC, type SimulatorOutcome, type SimulatorPayload, simulatorKey } from './simulator.gateway.js';

const TIMEOUT_MS = 10_000;
const RETRY_MS = 1_000;
const SHORT_CODE = '20880';
const RECENT = 200; // texts looked at to tell which phones are in use

export interface PhoneText {
  id: string;
  direction: string;
  text: string;
  at: string;
  status: string;
}

type ListedText = PhoneText & { phone_number: string };

@Injectable()
export class SimulatorPhonesService implements OnModuleInit {
  private readonly key: Buffer;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(SECRETS) secrets: Secrets,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(OutboxService) private readonly outbox: OutboxService,
    @Inject(OwnAddress) private readonly own: OwnAddress,
  ) {
    this.key = simulatorKey(secrets);
  }

  onModuleInit(): void {
    this.outbox.register(SIMULATOR_TOPIC, (item) => this.post(JSON.parse(item.payload) as SimulatorPayload));
  }

  /**
   * Texts as the phone shows them, oldest first; of every phone when none is named. An account is shown those about its
   * own contracts, and those about none, once the service has recorded whose they are; null: all of them.
   */
  async list(phoneNumber: string | null, accountId: string | null, most = 500): Promise<ListedText[]> {
    const query = this.newestFirst(accountId);
    if (phoneNumber !== null) query.andWhere('t.phone_number = :phoneNumber', { phoneNumber });
    const rows = await query.limit(most).getMany();
    return rows.reverse().map(({ id, phone_number, direction, at, status, sealed_text }) => {
      return { id, phone_number, direction, text: this.open(sealed_text, id), at, status };
    });
  }

  /** Of the latest texts that an account is shown, the latest first. */
  async recentNumbers(accountId: string | null): Promise<string[]> {
    const rows = await this.newestFirst(accountId).select('t.phone_number', 'phone_number').limit(RECENT).getRawMany();
    return [...new Set(rows.map(({ phone_number }) => phone_number as string))];
  }

  /** What the network does with the next text to a phone. */
  async outcomeOf(phoneNumber: string): Promise<SimulatorOutcome> {
    const phone = await this.reads.manager.findOneBy(SimulatorPhone, { phone_number: phoneNumber });
    return (phone?.outcome as SimulatorOutcome | undefined) ?? 'delivered';
  }

  /** Names a phone where its number may not stand, such as in an address. */
  nameOf(phoneNumber: string): string {
    return createHmac('sha256', this.key).update(phoneNumber).digest('hex').slice(0, 12);
  }

  /** Whether a phone is asked about contracts of other accounts, and none of this one. */
  async isForeign(phoneNumber: string, accountId: string): Promise<boolean> {
    const asking = await this.reads.sql<{ account_id: string }>`SELECT DISTINCT c.account_id
      FROM parties p JOIN contracts c ON c.id = p.contract_id WHERE p.phone_number = ${phoneNumber}`;
    return asking.length > 0 && !asking.some((one) => one.account_id === accountId);
  }

  private newestFirst(accountId: string | null) {
    const query = this.reads.manager.createQueryBuilder(SimulatorText, 't').where('1 = 1').orderBy('t.id', 'DESC');
    if (accountId === null) return query;
    const whose = 'm.account_id = :accountId OR m.account_id IS NULL';
    return query.andWhere(`EXISTS (SELECT 1 FROM messages m WHERE m.carrier_id = t.id AND (${whose}))`, { accountId });
  }

  private open(sealed: string, id: string): string {
    try {
      return unseal(this.key, sealed, id);
    } catch {
      return '(kept under a former SECRET_KEY)';
    }
  }

  private async post(payload: SimulatorPayload): Promise<Settlement> {
    const fields = payload.kind === 'delivery' ? payload.fields : await this.inboundFields(payload.textId);
    const again = (error: string): Settlement => ({ state: 'retry', error, retryAfterMs: RETRY_MS });
    if (!this.own.url) return again('not listening yet');
    const url = this.own.url + callbackPath(payload.kind, this.env.webhook.secret);
    try {
      const body = new URLSearchParams(fields);
      const answer = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (answer.status !== 200) return again(`the callback route answered ${answer.status}`);
    } catch (error) {
      return again((error as Error).message);
    }
    if (payload.kind === 'delivery') return { state: 'done' };
    const record: Settlement['record'] = async (tx) => {
      await tx.update(SimulatorText, { id: payload.textId }, { status: 'delivered' });
    };
    return { state: 'done', record };
  }

  private async inboundFields(textId: string): Promise<Record<string, string>> {
    const row = await this.reads.manager.findOneByOrFail(SimulatorText, { id: textId });
    const date = row.at.slice(0, 19).replace('T', ' ');
    const to = this.env.africasTalking?.senderId ?? SHORT_CODE;
    return { id: row.id, from: row.phone_number, to, text: this.open(row.sealed_text, row.id), date };
  }
}
