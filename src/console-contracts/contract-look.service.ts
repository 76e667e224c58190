/** Gathers what the page of one contract shows. */
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { readDocument } from '../contracts/contract-document.js';
import type { ContractView } from '../contracts/contracts.service.js';
import { ERASED } from '../erasure/redaction.js';
import { EventsService } from '../evidence/events.service.js';
import { MessagesService } from '../messaging/messages.service.js';
import type { Party } from '../persistence/contract.entities.js';
import type { Message } from '../persistence/message.entities.js';
import { maskPhonesIn } from '../phones/phone-number.js';
import { contractAnswer, messageAnswer } from '../rest/contract-answers.js';
import { ContractReadsService } from '../rest/contract-reads.service.js';
import { Reads } from '../transactions/reads.js';
import { type Moment, timelineOf } from './timeline.js';

type Answer = ReturnType<typeof contractAnswer>;
type Texted = Answer['parties'][number];

/** A party as it is shown; `reason` is what it gave for a no. */
export type ShownParty = Texted & { isErased: boolean; reason: string | null };

export interface AskedVersion {
  version: number;
  parties: ShownParty[];
  expiresAt: string;
  /** What a form that asks again must still find: the version, and how many invitations it took. */
  seen: string;
}

export interface ContractLook {
  contract: Omit<Answer, 'parties' | 'proposal'>;
  parties: ShownParty[];
  proposal: (AskedVersion & Pick<Answer, 'terms'>) | null;
  /** The version that awaits answers, beside what stands or itself. */
  open: AskedVersion | null;
  transcript: string | null;
  erasedAt: string | null;
  timeline: Moment[];
}

/** Each by name and role. */
export interface Told {
  told: Pick<Party, 'name' | 'role' | 'party_id'>[];
  withheld: Pick<Party, 'name' | 'role' | 'party_id'>[];
}

type TextAbout = Pick<Message, 'contract_id' | 'version' | 'party_id'>;

export interface Askable {
  name: string;
  seen: string | null;
}

@Injectable()
export class ContractLookService {
  constructor(
    @Inject(ContractReadsService) private readonly contracts: ContractReadsService,
    @Inject(EventsService) private readonly events: EventsService,
    @Inject(MessagesService) private readonly messages: MessagesService,
    @Inject(Reads) private readonly reads: Reads,
  ) {}

  async get(caller: Caller, id: string): Promise<ContractLook> {
    const view = await this.contracts.view(caller, id);
    const [[related], events, messages] = await Promise.all([
      this.contracts.relatedTo([view]),
      this.events.list(this.reads, id),
      this.messages.listOfContract(id),
    ]);
    const { parties, proposal: proposed, ...contract } = contractAnswer(view, related!, caller);
    const versionOf = (version: number, texted: Texted[], rows: Party[], expiresAt: string): AskedVersion => {
      const invitations = messages.filter((one) => one.kind === 'invitation' && one.version === version);
      return {
        version,
        parties: shownParties(texted, rows, caller),
        expiresAt,
        seen: `${version}.${invitations.length}`,
      };
    };
    const standing = versionOf(contract.version, parties, view.parties, contract.expires_at);
    const proposal = proposed && {
      ...versionOf(proposed.version, proposed.parties, view.proposal!.parties, proposed.expires_at),
      terms: proposed.terms,
    };
    const { transcript = null, erased_at = null } = readDocument(view.standing.document);
    return {
      ...{ contract, parties: standing.parties, proposal: proposal ?? null, transcript, erasedAt: erased_at },
      open: openOf(view) && (proposal ?? standing),
      timeline: timelineOf(
        events,
        messages.map((one) => ({ ...messageAnswer(one, caller), reviewed_at: one.reviewed_at })),
      ),
    };
  }

  /** The contract alone. */
  view(caller: Caller, id: string): Promise<ContractView> {
    return this.contracts.view(caller, id);
  }

  /** A party by its name, and what a form that asks it again must still find; null where it may not be asked. */
  async askable(caller: Caller, { contract_id, version, party_id }: TextAbout): Promise<Askable> {
    const view = contract_id === null ? null : await this.contracts.view(caller, contract_id);
    const open = view && openOf(view);
    const isOpen =
      open !== null && open.version.version === version && open.version.expires_at > new Date().toISOString();
    const party = (isOpen ? open : view)?.parties.find((one) => one.party_id === party_id);
    const name = party && party.name !== ERASED ? party.name.trim() : '';
    if (!isOpen || party?.status !== 'pending') return { name, seen: null };
    return { name, seen: `${version}.${await this.messages.countInvitations(this.reads, contract_id!, version!)}` };
  }

  /** Whom the end of what awaits answers is told, and who asked for no more texts. */
  async whoIsTold(view: ContractView): Promise<Told> {
    const rows = openOf(view)?.parties ?? [];
    const hasLeft = await Promise.all(rows.map((row) => this.messages.isSuppressed(row.phone_number, 'cancelled')));
    return { told: rows.filter((_, i) => !hasLeft[i]), withheld: rows.filter((_, i) => hasLeft[i]) };
  }
}

/** The version that awaits answers, beside the one that stands or itself. */
const openOf = ({ standing, parties, proposal }: ContractView) =>
  proposal ?? (standing.status === 'pending' ? { version: standing, parties } : null);

function shownParties(texted: Texted[], rows: Party[], { seesNumbers }: Caller): ShownParty[] {
  return texted.map((party, i) => {
    const { name, phone_number, decision } = rows[i]!;
    const { reason } = decision ? (JSON.parse(decision) as { reason?: string }) : {};
    const isErased = name === ERASED && phone_number === ERASED;
    return { ...party, isErased, reason: reason === undefined ? null : seesNumbers ? reason : maskPhonesIn(reason) };
  });
}
