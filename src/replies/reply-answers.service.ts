/** Answers a text that asks for one, within limits: every answer costs the issuer, and a stranger learns nothing. */
import { Inject, Injectable } from '@nestjs/common';
import { dateIn } from '../certificates/local-time.js';
import { readFacts, standingNow, totalOf } from '../certificates/receipt-facts.js';
import { ENV, type Env } from '../config/env.js';
import { AskingService, aboutParty } from '../confirmations/asking.service.js';
import { VersionsService } from '../confirmations/versions.service.js';
import { readDocument } from '../contracts/contract-document.js';
import { ABOUT_NOTHING, MessagesService, type TextKind } from '../messaging/messages.service.js';
import { OptOutsService } from '../messaging/opt-outs.service.js';
import { composeCheckAnswer } from '../texts/check-answer.js';
import { type Language, type Wording, wordingFor } from '../texts/wording.js';
import type { Tx } from '../transactions/tx.js';
import type { Heard } from './reply-outcome.js';

const HOUR_MS = 60 * 60 * 1_000;

/** At most so many answers of these kinds to one number in that time. */
const LIMITS = {
  help: { kinds: ['help', 'unclear', 'closed'], count: 1, withinMs: HOUR_MS },
  status: { kinds: ['status', 'check'], count: 5, withinMs: 24 * HOUR_MS },
  optOut: { kinds: ['started', 'stopped'], count: 6, withinMs: 24 * HOUR_MS },
};

@Injectable()
export class ReplyAnswersService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(MessagesService) private readonly messages: MessagesService,
    @Inject(OptOutsService) private readonly optOuts: OptOutsService,
    @Inject(AskingService) private readonly asking: AskingService,
    @Inject(VersionsService) private readonly versions: VersionsService,
  ) {}

  async answer(tx: Tx, to: string, heard: Heard, now: Date): Promise<void> {
    const wording = wordingFor((heard.party?.language ?? this.env.defaults.language) as Language);
    const { keyword } = this.env.confirmation;
    const say = (kind: TextKind, text: string, limit: keyof typeof LIMITS) =>
      this.sayWithin(tx, { to, kind, text, heard, now }, limit);
    switch (heard.outcome) {
      case 'help':
        return say('help', wording.help(keyword), 'help');
      case 'wrong_code':
      case 'needs_review':
        return say('unclear', wording.unclear(keyword), 'help');
      case 'wrong_check':
        return say('unclear', wording.noReceipt(keyword), 'help');
      case 'checked':
        return say('check', this.checkText(heard), 'status');
      case 'expired':
      case 'closed':
        return say('closed', closedText(heard, wording), 'help');
      case 'status':
        return say('status', await this.statusText(tx, heard, wording), 'status');
      case 'terms':
        if (heard.party!.open_until === null) return say('closed', closedText(heard, wording), 'help');
        return this.sendTerms(tx, heard, now);
      case 'stop':
        if (await this.optOuts.add(tx, to, now.toISOString()))
          return say('stopped', wording.stopped(keyword), 'optOut');
        return;
      case 'start':
        if (await this.optOuts.remove(tx, to)) return say('started', wording.started(keyword), 'optOut');
        return;
      default: // a decision speaks through the notices, a repeat changes nothing, a stranger gets no answer
        return;
    }
  }

  private async sayWithin(
    tx: Tx,
    text: { to: string; kind: TextKind; text: string; heard: Heard; now: Date },
    limit: keyof typeof LIMITS,
  ): Promise<void> {
    const { kinds, count, withinMs } = LIMITS[limit];
    const since = new Date(text.now.getTime() - withinMs).toISOString();
    const recent = await this.messages.listRecent(tx, text.to, since);
    if (recent.filter((message) => kinds.includes(message.kind)).length >= count) return;
    const { party, checked } = text.heard;
    // A stranger's number stands in no thread of the contract; the answer is paid for by whose contract it is.
    const aboutStranger = { ...ABOUT_NOTHING, accountId: checked?.receipt.account_id ?? null };
    const about = party ? aboutParty(party.account_id, party) : aboutStranger;
    await this.messages.queue(tx, { about, to: text.to, kind: text.kind, text: text.text, now: text.now });
  }

  private checkText({ party, checked }: Heard): string {
    const { language, timeZone } = this.env.defaults;
    const { receipt } = checked!;
    const facts = readFacts(receipt.receipt);
    const spoken = (party?.language ?? language) as Language;
    const answer = {
      ...{ contractId: facts.contractId, status: standingNow(facts, receipt), parties: facts.parties },
      ...totalOf(facts),
      date: dateIn(facts.decidedAt, timeZone, spoken),
    };
    return composeCheckAnswer(answer, spoken);
  }

  private async statusText(tx: Tx, { party }: Heard, wording: Wording): Promise<string> {
    const { contract_id, version, standing_version, standing_status, open_until } = party!;
    if (version < standing_version) return wording.closed(contract_id, 'replaced');
    const parties = await this.versions.listParties(tx, contract_id, version);
    const signed = parties.filter((one) => one.status === 'confirmed').length;
    if (version === standing_version) return wording.status(contract_id, standing_status, signed, parties.length);
    if (open_until === null) return wording.changesClosed(contract_id);
    return wording.changesOpen(contract_id, signed, parties.length);
  }

  private async sendTerms(tx: Tx, { party }: Heard, now: Date): Promise<void> {
    const { contract_id, version, party_id, account_id } = party!;
    const parties = await this.versions.listParties(tx, contract_id, version);
    const asked = parties.find((one) => one.party_id === party_id)!;
    const { document } = await this.versions.get(tx, contract_id, version);
    await this.asking.sendTerms(tx, account_id, readDocument(document), asked, now);
  }
}

/** Why a reply changed nothing: of a proposal, that what was agreed before stands. */
function closedText({ outcome, party }: Heard, wording: Wording): string {
  const { contract_id, version, standing_version, standing_status } = party!;
  if (version > standing_version) return wording.changesClosed(contract_id);
  if (version < standing_version) return wording.closed(contract_id, 'replaced');
  return wording.closed(contract_id, outcome === 'expired' ? 'expired' : standing_status);
}
