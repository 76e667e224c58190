/** Finds which asked party a reply speaks for. The number must be the party's, and know what we sent to it. */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { AskingService } from '../confirmations/asking.service.js';
import type { PartyKey } from '../confirmations/decisions.service.js';
import { readReceiptCode } from '../crypto/receipt-code.js';
import { type FoundReceipt, ReceiptsService } from '../evidence/receipts.service.js';
import { MessagesService } from '../messaging/messages.service.js';
import type { Party } from '../persistence/contract.entities.js';
import { Fragment } from '../transactions/sql.js';
import type { Tx } from '../transactions/tx.js';

export type AskedParty = Pick<Party, 'code_counter' | 'open_until' | 'language' | 'status'> &
  PartyKey & { account_id: string; standing_version: number; standing_status: string };

/** A receipt that somebody asked about by its code, and which party that is, if it is one. */
export interface CheckedReceipt {
  receipt: FoundReceipt;
  party: AskedParty | null;
}

/** `null` says the number has not been asked anything by that code, id or word. */
export type Match = { party: AskedParty; hasCode: boolean } | null;

const ASKED_COLUMNS = `p.contract_id, p.version, p.party_id, p.code_counter, p.open_until, p.language, p.status,
    c.account_id, c.version AS standing_version, c.status AS standing_status
  FROM parties p JOIN contracts c ON c.id = p.contract_id`;
const ASKED = new Fragment(ASKED_COLUMNS, ASKED_COLUMNS);

// A code of a contract that has closed is known for as long as it is among the number's last so many.
const CLOSED_LOOKED_AT = 50;

@Injectable()
export class ReplyMatchingService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(AskingService) private readonly asking: AskingService,
    @Inject(MessagesService) private readonly messages: MessagesService,
    @Inject(ReceiptsService) private readonly receipts: ReceiptsService,
  ) {}

  async listOpen(tx: Tx, phoneNumber: string): Promise<AskedParty[]> {
    return tx.sql<AskedParty>`SELECT ${ASKED}
      WHERE p.phone_number = ${phoneNumber} AND p.open_until IS NOT NULL ORDER BY p.open_until`;
  }

  async listLatest(tx: Tx, phoneNumber: string): Promise<AskedParty[]> {
    return tx.sql<AskedParty>`SELECT ${ASKED}
      WHERE p.phone_number = ${phoneNumber} ORDER BY p.asked_at DESC LIMIT ${CLOSED_LOOKED_AT}`;
  }

  async byCode(tx: Tx, phoneNumber: string, code: string): Promise<Match> {
    const isIts = (party: AskedParty) => this.asking.isReplyCode(code, party);
    const open = (await this.listOpen(tx, phoneNumber)).find(isIts);
    const party = open ?? (await this.listLatest(tx, phoneNumber)).find((one) => one.open_until === null && isIts(one));
    return party ? { party, hasCode: true } : null;
  }

  /** Whoever has the code may ask. */
  async byReceiptCode(tx: Tx, phoneNumber: string, typed: string): Promise<CheckedReceipt | null> {
    const code = readReceiptCode(typed);
    const receipt = code === null ? null : await this.receipts.findByCode(code, tx);
    if (!receipt) return null;
    const [party] = await tx.sql<AskedParty>`SELECT ${ASKED}
      WHERE p.contract_id = ${receipt.contract_id} AND p.version = ${receipt.version} AND p.phone_number = ${phoneNumber}`;
    return { receipt, party: party ?? null };
  }

  /** From version 2 on the id alone decides nothing: an old text would accept new terms. */
  async byContractId(tx: Tx, phoneNumber: string, contractId: string): Promise<Match> {
    if (this.env.confirmation.replyRequiresCode) return null;
    const parties = await tx.sql<AskedParty>`
      SELECT ${ASKED}
      WHERE p.contract_id = ${contractId} AND p.phone_number = ${phoneNumber} ORDER BY p.version DESC LIMIT 1`;
    const [latest] = parties;
    return latest?.version === 1 ? { party: latest, hasCode: false } : null;
  }

  /**
   * A bare word counts only as the answer to our last text, when exactly one contract awaits it; or as the repeat of an
   * answer given. Never from version 2 on: a word that was meant for the old terms may cross the text with the new ones.
   */
  async byLastText(tx: Tx, phoneNumber: string, given: 'confirmed' | 'declined', now: Date): Promise<Match> {
    if (this.env.confirmation.replyRequiresCode) return null;
    const open = (await this.listOpen(tx, phoneNumber)).filter((party) => party.open_until! > now.toISOString());
    const awaiting = open.filter((party) => party.status === 'pending');
    const answered = open.filter((party) => party.status === given);
    const [only, ...others] = awaiting.length > 0 ? awaiting : answered;
    if (!only || others.length > 0 || only.version > 1) return null;
    const last = await this.messages.findLastSent(tx, phoneNumber);
    const isAsking = last?.kind === 'invitation' || last?.kind === 'reminder';
    return isAsking && last.contract_id === only.contract_id ? { party: only, hasCode: false } : null;
  }
}
