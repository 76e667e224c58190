/** Asks parties: gives each a code of its own among the number's open contracts, and queues its invitation. */
import { Inject, Injectable } from '@nestjs/common';
import { refusalOf, type Suppression } from '../budgets/held-back.js';
import { TextLimitsService } from '../budgets/text-limits.service.js';
import { ENV, type Env } from '../config/env.js';
import type { ContractDocument } from '../contracts/contract-document.js';
import type { Scope } from '../contracts/contracts.service.js';
import { CodesService } from '../messaging/codes.service.js';
import {
  type About,
  type AskedText,
  type Deliveries,
  deliveryOf,
  MessagesService,
  type NewText,
  type TextKind,
} from '../messaging/messages.service.js';
import type { Party } from '../persistence/contract.entities.js';
import { Problem } from '../problems/problem.js';
import { allPointers, composeInvitation, composeReminder, composeTerms, type ShownText } from '../texts/invitation.js';
import type { Tx } from '../transactions/tx.js';

// Six digits hold 100,000 codes. Far below that a number is a mistake, and looking through its codes stays quick.
const OPEN_LIMIT = 5_000;
// "At most twice": a party pays nothing for TERMS, the issuer does.
const TERMS_LIMIT = 2;

export interface Invitations {
  /** Where each now is, by party_id. */
  deliveries: Deliveries;
  /** What they cost together. */
  segments: number;
}

type OpenCode = Pick<Party, 'contract_id' | 'version' | 'party_id' | 'code_counter'>;

@Injectable()
export class AskingService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(CodesService) private readonly codes: CodesService,
    @Inject(MessagesService) private readonly messages: MessagesService,
    @Inject(TextLimitsService) private readonly limits: TextLimitsService,
  ) {}

  /** What a number is asked is counted. In one order for all, or two contracts between the same people would wait for each other. */
  async lockNumbers(tx: Tx, parties: Pick<Party, 'phone_number'>[]): Promise<void> {
    await tx.lock(...parties.map((party) => party.phone_number).sort());
  }

  /** Before the contract itself is locked, as a reply does: its number first, then the contract. */
  async lockNumbersOf(tx: Tx, scope: Scope, contractId: string): Promise<void> {
    const parties = await tx.sql<Pick<Party, 'phone_number'>>`
      SELECT p.phone_number FROM parties p JOIN contracts c ON c.id = p.contract_id
      WHERE c.id = ${contractId} AND c.id = ${scope.contractId ?? contractId}
        AND (c.account_id = ${scope.accountId} OR 1 = ${scope.isAdmin ? 1 : 0}) AND p.version = 1`; // each version has the same parties
    await this.lockNumbers(tx, parties);
  }

  /** Sets `code_counter` of parties not yet inserted: no open code of its number, nor one of an earlier version, is the same. */
  async assignCodes(tx: Tx, parties: Party[]): Promise<void> {
    for (const party of parties) await this.assignCode(tx, party);
  }

  private async assignCode(tx: Tx, party: Party): Promise<void> {
    const open = await tx.sql<OpenCode>`SELECT contract_id, version, party_id, code_counter FROM parties
      WHERE phone_number = ${party.phone_number}
        AND (open_until IS NOT NULL OR contract_id = ${party.contract_id})`;
    if (open.length >= OPEN_LIMIT) {
      throw new Problem('too-many-open', `A number may have at most ${OPEN_LIMIT} open contracts at a time`);
    }
    const taken = new Set(open.map((other) => this.replyCode(other)));
    while (taken.has(this.replyCode(party))) party.code_counter++;
  }

  private replyCode(party: OpenCode): string {
    return this.codes.codeFor(codeParts(party));
  }

  isReplyCode(code: string, party: OpenCode): boolean {
    return this.codes.isCodeOf(code, codeParts(party));
  }

  /** The parties' numbers are locked. Throws where one must not be asked now, but for one who opted out. */
  async inviteAll(
    tx: Tx,
    accountId: string,
    document: ContractDocument,
    parties: Party[],
    now: Date,
  ): Promise<Invitations> {
    for (const party of parties) await this.limits.assertMayInvite(tx, party, now);
    const texts = parties.map((party) => {
      const shown = composeInvitation(this.inputFor(document, party));
      return textFor(aboutParty(accountId, party), party, 'invitation', shown, now);
    });
    const queued = await this.messages.queue(tx, ...texts);
    const deliveries: Deliveries = new Map();
    let segments = 0;
    parties.forEach(({ party_id }, i) => {
      const { held, segments: cost } = queued[i]!;
      const refusal = held && refusalOf(held, `the number of ${party_id}`, now);
      if (refusal) throw refusal;
      deliveries.set(party_id, deliveryAsQueued(held?.reason ?? null, now));
      if (!held) segments += cost;
    });
    return { deliveries, segments };
  }

  /** The invitation again. Where it may not leave, it stays as suppressed: nobody waits for this one. */
  async remind(tx: Tx, accountId: string, document: ContractDocument, parties: Party[], now: Date): Promise<void> {
    const texts = parties.map((party) => {
      const shown = composeReminder(this.inputFor(document, party));
      return textFor(aboutParty(accountId, party), party, 'reminder', shown, now);
    });
    await this.messages.queue(tx, ...texts);
  }

  /** Texts the terms the invitation did not carry; nothing when they went out twice already. */
  async sendTerms(tx: Tx, accountId: string, document: ContractDocument, party: Party, now: Date): Promise<void> {
    const about = aboutParty(accountId, party);
    const asked = await this.messages.listAsked(tx, about);
    // Also those still waiting to leave, or a burst of TERMS would get as many answers.
    const terms = asked.filter(({ kind, status }) => kind === 'terms' && status !== 'suppressed');
    if (terms.length >= TERMS_LIMIT) return;
    await this.messages.queue(tx, textFor(about, party, 'terms', composeTerms(this.inputFor(document, party)), now));
  }

  /** What a party had before its eyes: the exact texts, and the terms none of them carried. */
  async whatWasShown(tx: Tx, document: ContractDocument, party: Party, knewCode: boolean) {
    const asked = await this.messages.listAsked(tx, aboutParty(null, party));
    const sent = asked.filter((message) => message.sent_at !== null);
    // A reply may overtake the carrier's word that the text went: who knows the code has read the invitation.
    const isOvertaking = knewCode && sent.length === 0;
    const shown = isOvertaking ? asked.filter(({ kind }) => kind !== 'terms').slice(-1) : sent;
    const unseen = shown.reduce<string[]>(
      (left, message) => left.filter((pointer) => notShownIn(message).includes(pointer)),
      allPointers(document),
    );
    return { texts: [...new Set(shown.map((message) => message.text))], termsNotShown: unseen };
  }

  private inputFor(document: ContractDocument, party: Party) {
    return {
      language: party.language as 'en' | 'sw',
      contractId: document.contract_id,
      contractType: document.contract_type,
      terms: document.terms,
      ...(document.transcript !== undefined && { transcript: document.transcript }),
      recipientPartyId: party.party_id,
      parties: document.parties,
      version: document.version,
      keyword: this.env.confirmation.keyword,
    };
  }
}

const textFor = (about: About, party: Party, kind: TextKind, shown: ShownText, now: Date): NewText => ({
  about,
  to: party.phone_number,
  kind,
  codeCounter: party.code_counter,
  now,
  ...shown,
});

const deliveryAsQueued = (suppression: Suppression | null, now: Date) =>
  deliveryOf({ status: suppression ? 'suppressed' : 'queued', failure_reason: suppression, sent_at: null }, now);

const notShownIn = (message: AskedText): string[] => JSON.parse(message.terms_not_shown ?? '[]') as string[];

const codeParts = ({ contract_id, version, party_id, code_counter }: OpenCode) => ({
  contractId: contract_id,
  version,
  partyId: party_id,
  purpose: 'reply' as const,
  counter: code_counter,
});

export const aboutParty = (accountId: string | null, party: OpenCode): About => ({
  accountId,
  contractId: party.contract_id,
  version: party.version,
  partyId: party.party_id,
});
