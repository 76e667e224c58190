/** Tells every party how it ended: for somebody without data there is no other way to know that the others agreed. */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { showReceiptCode } from '../crypto/receipt-code.js';
import { MessagesService } from '../messaging/messages.service.js';
import type { Contract, Party } from '../persistence/contract.entities.js';
import { checkCommand, type Language, wordingFor } from '../texts/wording.js';
import type { Tx } from '../transactions/tx.js';
import { aboutParty } from './asking.service.js';

/** The last two are about a proposal only: what was confirmed before stands. */
const WORDS = {
  confirmed: 'confirmed',
  declined: 'declined',
  cancelled: 'cancelled',
  changes_declined: 'changesDeclined',
  changes_withdrawn: 'changesWithdrawn',
} as const;

export type Notice = keyof typeof WORDS;

@Injectable()
export class NoticesService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(MessagesService) private readonly messages: MessagesService,
  ) {}

  /** `code` is the receipt's, where this ended in one. */
  async tell(tx: Tx, contract: Contract, parties: Party[], kind: Notice, now: Date, code?: string): Promise<void> {
    const command = code === undefined ? '' : checkCommand(showReceiptCode(code), this.env.confirmation.keyword);
    const texts = parties.map((party) => {
      const text = wordingFor(party.language as Language)[WORDS[kind]](contract.id, parties.length, command);
      return { about: aboutParty(contract.account_id, party), to: party.phone_number, kind, text, now };
    });
    await this.messages.queue(tx, ...texts);
  }
}
