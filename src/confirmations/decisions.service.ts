/** Takes one party's answer under the contract's lock, and lets it conclude the version when it was the one that counts. */
import { Inject, Injectable } from '@nestjs/common';
import { readDocument } from '../contracts/contract-document.js';
import { ContractsService } from '../contracts/contracts.service.js';
import { EventsService } from '../evidence/events.service.js';
import type { Decision } from '../evidence/statements.js';
import { canonicalize } from '../json/canonical-json.js';
import { type Contract, type ContractVersion, Party } from '../persistence/contract.entities.js';
import type { Tx } from '../transactions/tx.js';
import { AskingService } from './asking.service.js';
import { ConclusionsService } from './conclusions.service.js';
import { VersionsService } from './versions.service.js';

export type Answer = Pick<Decision, 'answer' | 'channel' | 'carrier' | 'grade' | 'reply' | 'carrier_message_id'> & {
  reason?: string | undefined;
  /** The reply held the party's code, which stands in no text but ours. */
  knewCode?: boolean;
};

/** `repeated`, `expired` and `closed` changed nothing. */
export interface DecisionResult {
  outcome: 'decided' | 'repeated' | 'expired' | 'closed';
  contract: Contract;
  version: ContractVersion;
  party: Party;
  isAllSigned: boolean;
}

export type PartyKey = Pick<Party, 'contract_id' | 'version' | 'party_id'>;

@Injectable()
export class DecisionsService {
  constructor(
    @Inject(ContractsService) private readonly contracts: ContractsService,
    @Inject(VersionsService) private readonly versions: VersionsService,
    @Inject(AskingService) private readonly asking: AskingService,
    @Inject(EventsService) private readonly events: EventsService,
    @Inject(ConclusionsService) private readonly conclusions: ConclusionsService,
  ) {}

  async decide(tx: Tx, key: PartyKey, answer: Answer, now: Date): Promise<DecisionResult> {
    // The lock first: two last yeses at once must see each other.
    const contract = (await this.contracts.findLocked(tx, key.contract_id))!;
    const version = await this.versions.get(tx, key.contract_id, key.version);
    const parties = await this.versions.listParties(tx, key.contract_id, key.version);
    const party = parties.find((one) => one.party_id === key.party_id)!;
    const refusal = whyNot(version, party, answer.answer, now);
    const result = { contract, version, party, isAllSigned: isAllSigned(parties) };
    if (refusal) return { ...result, outcome: refusal };
    const recorded = await this.record(tx, version, party, answer, now.toISOString());
    const status = answer.answer === 'no' ? 'declined' : isAllSigned(parties) ? 'confirmed' : null;
    const after = status && (await this.conclusions.conclude(tx, contract, version, parties, status, recorded, now));
    return { ...result, outcome: 'decided', contract: after ?? contract, isAllSigned: isAllSigned(parties) };
  }

  /** Writes the decision into the party's row, here and in the database, and its event. */
  private async record(tx: Tx, version: ContractVersion, party: Party, answer: Answer, at: string) {
    const { reason, knewCode = false, ...rest } = answer;
    const { texts, termsNotShown } = await this.asking.whatWasShown(
      tx,
      readDocument(version.document),
      party,
      knewCode,
    );
    const decision: Decision = {
      $type: 'ndiyo.decision.v1',
      party_id: party.party_id,
      at,
      ...rest,
      texts_shown: texts,
      terms_not_shown: termsNotShown,
      ...(reason !== undefined && { reason }),
    };
    const changes = {
      status: answer.answer === 'yes' ? 'confirmed' : 'declined',
      remind_at: null,
      decided_at: at,
      channel: answer.channel,
      evidence_grade: answer.grade,
      decision: canonicalize(decision),
    };
    Object.assign(party, changes);
    const { contract_id, party_id } = party;
    await tx.update(Party, { contract_id, version: version.version, party_id }, changes);
    const type = answer.answer === 'yes' ? 'contract.party_confirmed' : 'contract.party_declined';
    const facts = { version: version.version, contract_hash: version.contract_hash, party_id };
    return this.events.record(tx, contract_id, type, at, { channel: answer.channel, grade: answer.grade, ...facts });
  }
}

const isAllSigned = (parties: Party[]): boolean => parties.every((party) => party.status === 'confirmed');

function whyNot(version: ContractVersion, party: Party, answer: 'yes' | 'no', now: Date) {
  const given = { yes: 'confirmed', no: 'declined' }[answer];
  const isStanding = version.status === 'pending' || version.status === given;
  if (isStanding && party.status === given) return 'repeated';
  if (version.status === 'expired') return 'expired';
  if (version.status !== 'pending') return 'closed';
  // Our clock decides, whether or not the worker has marked it yet.
  return version.expires_at <= now.toISOString() ? 'expired' : null;
}
