/** Answers over REST, by phone number: enough by itself, or with a one-time code, as CONFIRM_CODE says. */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { type DecisionResult, DecisionsService } from '../confirmations/decisions.service.js';
import { VersionsService } from '../confirmations/versions.service.js';
import { ContractsService, notFound } from '../contracts/contracts.service.js';
import type { Contract, Party } from '../persistence/contract.entities.js';
import { Problem } from '../problems/problem.js';
import type { Tx } from '../transactions/tx.js';
import { type CodeRequest, OneTimeCodesService } from './one-time-codes.service.js';

export interface PhoneAnswer {
  answer: 'yes' | 'no';
  phoneNumber: string;
  code: string | undefined;
  reason: string | undefined;
}

type PhoneAnswered = { codeExpiresAt: string } | DecisionResult;

@Injectable()
export class PhoneAnswersService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ContractsService) private readonly contracts: ContractsService,
    @Inject(DecisionsService) private readonly decisions: DecisionsService,
    @Inject(OneTimeCodesService) private readonly oneTimeCodes: OneTimeCodesService,
    @Inject(VersionsService) private readonly versions: VersionsService,
  ) {}

  /** A wrong code is returned, not thrown: the counted try must be committed. */
  async answer(tx: Tx, contractId: string, given: PhoneAnswer, now: Date): Promise<PhoneAnswered | Problem> {
    const isCodeNeeded = this.env.confirmation.code === 'required';
    // Before any text: whoever decides at the same moment holds the contract first and the day's budget after it.
    if (isCodeNeeded) await this.contracts.findLocked(tx, contractId);
    const party = await this.findParty(tx, contractId, given.phoneNumber);
    if (!isCodeNeeded) {
      if (!party) throw notFound(contractId);
      return this.decide(tx, party, given, 'D', now);
    }
    const request = await this.requestOf(tx, contractId, given.phoneNumber, party, now);
    if (given.code === undefined) return { codeExpiresAt: await this.oneTimeCodes.send(tx, request) };
    const isRight = await this.oneTimeCodes.use(tx, request, given.code);
    return isRight && party ? this.decide(tx, party, given, 'B', now) : wrongCode();
  }

  private async decide(tx: Tx, party: Party, given: PhoneAnswer, grade: 'B' | 'D', now: Date) {
    const { answer, reason } = given;
    const nothing = { carrier: null, reply: null, carrier_message_id: null };
    const result = await this.decisions.decide(tx, party, { answer, channel: 'rest', grade, reason, ...nothing }, now);
    return refusalOf(result) ?? result;
  }

  /** The number's row in the version that is open, or else in the latest. */
  private async findParty(tx: Tx, contractId: string, phoneNumber: string): Promise<(Party & Owner) | null> {
    const [party] = await tx.sql<Party & Owner>`
      SELECT p.*, c.account_id FROM parties p JOIN contracts c ON c.id = p.contract_id
      WHERE p.contract_id = ${contractId} AND p.phone_number = ${phoneNumber}
      ORDER BY CASE WHEN p.open_until IS NULL THEN 1 ELSE 0 END, p.version DESC LIMIT 1`;
    return party ?? null;
  }

  private async requestOf(
    tx: Tx,
    contractId: string,
    phoneNumber: string,
    party: (Party & Owner) | null,
    now: Date,
  ): Promise<CodeRequest> {
    const version = await this.versions.find(tx, contractId, party?.version ?? 0);
    const asked = party && version ? { party, version, accountId: party.account_id } : null;
    return { contractId, phoneNumber, now, asked };
  }
}

type Owner = Pick<Contract, 'account_id'>;

function wrongCode(): Problem {
  const errors = [{ pointer: '#/code', detail: 'must be the six digits of the last text, within ten minutes' }];
  return new Problem('wrong-code', 'The code is wrong, used or out of date', { errors });
}

function refusalOf({ outcome, contract, version }: DecisionResult): Problem | null {
  if (outcome === 'expired') {
    return new Problem('contract-expired', `The time to answer ended at ${version.expires_at}`);
  }
  if (outcome !== 'closed') return null;
  const detail = `The contract is ${contract.status}; an answer changes nothing`;
  return new Problem('contract-not-pending', detail, { members: { current_status: contract.status } });
}
