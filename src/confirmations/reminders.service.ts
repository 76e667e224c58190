/** When a party is reminded next, and whether one that is due may be: what happened since it was planned decides. */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { readDocument } from '../contracts/contract-document.js';
import { MessagesService } from '../messaging/messages.service.js';
import { type ContractVersion, Party } from '../persistence/contract.entities.js';
import { timeZonesOf } from '../phones/time-zones.js';
import type { Tx } from '../transactions/tx.js';
import { AskingService, aboutParty } from './asking.service.js';
import { type AskedSpan, mayRemind, nextReminder } from './reminder-times.js';

@Injectable()
export class RemindersService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(MessagesService) private readonly messages: MessagesService,
    @Inject(AskingService) private readonly asking: AskingService,
  ) {}

  /** For a party that is being asked now. */
  firstFor(party: Party, now: Date): string | null {
    return this.next(party, spanOf(party, now.getTime()), now);
  }

  /** Reminds those of an open version whose time has come and who may be; says in each row when the next time is. */
  async remindDue(tx: Tx, accountId: string, open: ContractVersion, parties: Party[], now: Date): Promise<number> {
    const at = now.toISOString();
    const reminded: Party[] = [];
    for (const party of parties.filter(({ remind_at }) => remind_at !== null && remind_at <= at)) {
      const lastTextAt = await this.findLastText(tx, party);
      const span = lastTextAt === null ? null : spanOf(party, lastTextAt);
      const isReminded = span !== null && mayRemind(this.env.reminders, this.zonesOf(party), span, now.getTime());
      if (isReminded) reminded.push(party);
      const from = spanOf(party, isReminded ? now.getTime() : (lastTextAt ?? Date.parse(party.asked_at)));
      const remind_at = this.next(party, from, now, span !== null && !isReminded);
      const { contract_id, version, party_id } = party;
      await tx.update(Party, { contract_id, version, party_id }, { remind_at });
    }
    if (reminded.length > 0) await this.asking.remind(tx, accountId, readDocument(open.document), reminded, now);
    return reminded.length;
  }

  /** When the party was last asked; null where that text has not left, or did not arrive: another would fare no better. */
  private async findLastText(tx: Tx, party: Party): Promise<number | null> {
    const asked = (await this.messages.listAsked(tx, aboutParty(null, party))).filter(({ kind }) => kind !== 'terms');
    // That it wants no texts was told once; START may have come since.
    const isOut = asked.at(-1)?.failure_reason === 'opted-out';
    if (isOut && (await this.messages.isSuppressed(party.phone_number, 'reminder', tx))) return null;
    const last = asked.filter(({ status }) => status !== 'suppressed').at(-1);
    if (!last) return Date.parse(party.asked_at);
    return last.sent_at === null || last.status === 'failed' ? null : Date.parse(last.sent_at);
  }

  private next(party: Party, span: AskedSpan, now: Date, isOwed = false): string | null {
    const at = nextReminder(this.env.reminders, this.zonesOf(party), span, now.getTime(), isOwed);
    return at === null ? null : new Date(at).toISOString();
  }

  private zonesOf({ phone_number }: Party): readonly string[] {
    const zones = timeZonesOf(phone_number);
    return zones.length > 0 ? zones : [this.env.defaults.timeZone];
  }
}

const spanOf = (party: Party, lastTextAt: number): AskedSpan => ({
  askedAt: Date.parse(party.asked_at),
  expiresAt: Date.parse(party.open_until!),
  lastTextAt,
});
