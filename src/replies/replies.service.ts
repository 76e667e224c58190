/** Hears what a phone texted: understands it, decides what it decides, keeps it, and answers where an answer is due. */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { aboutParty } from '../confirmations/asking.service.js';
import { DecisionsService } from '../confirmations/decisions.service.js';
import { uuidv7 } from '../crypto/ids.js';
import type { Grade } from '../evidence/statements.js';
import { ABOUT_NOTHING, MessagesService } from '../messaging/messages.service.js';
import type { Tx } from '../transactions/tx.js';
import { parseReply, type Reply, redactCodes } from './reply.js';
import { ReplyAnswersService } from './reply-answers.service.js';
import { type AskedParty, type Match, ReplyMatchingService } from './reply-matching.service.js';
import type { Heard, ReplyOutcome } from './reply-outcome.js';

export interface HeardText {
  from: string;
  text: string;
  carrier: string;
  carrierId: string | null;
  /** The callback carried a valid proof. */
  isProven: boolean;
  /** It was found in the carrier's own inbox. */
  isInInbox?: boolean;
  /** How it shall be called in the thread, where the caller must know. */
  messageId?: string;
}

/** `written` is the text as it may be kept: without its codes. */
type Said = HeardText & { written: string };
type DecisionReply = Extract<Reply, { kind: 'decision' | 'bare' }>;

const WRONG_CODES_A_DAY = 10;
const DAY_MS = 24 * 60 * 60 * 1_000;

@Injectable()
export class RepliesService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ReplyMatchingService) private readonly matching: ReplyMatchingService,
    @Inject(DecisionsService) private readonly decisions: DecisionsService,
    @Inject(MessagesService) private readonly messages: MessagesService,
    @Inject(ReplyAnswersService) private readonly answers: ReplyAnswersService,
  ) {}

  async hear(tx: Tx, text: HeardText, now: Date): Promise<ReplyOutcome> {
    await tx.lock(text.from); // what a number may ask for is counted
    const id = text.messageId ?? uuidv7(); // before the texts it leads to, so that the thread reads in order
    const reply = parseReply(text.text, { keyword: this.env.confirmation.keyword ?? undefined });
    const written = redactCodes(text.text);
    const heard = await this.understand(tx, { ...text, written }, reply, now);
    await this.answers.answer(tx, text.from, heard, now);
    await this.messages.recordReceived(tx, {
      id,
      about: heard.party ? aboutParty(heard.party.account_id, heard.party) : ABOUT_NOTHING,
      from: text.from,
      text: written,
      outcome: heard.outcome,
      carrier: text.carrier,
      carrierId: text.carrierId,
      now,
    });
    return heard.outcome;
  }

  private async understand(tx: Tx, text: Said, reply: Reply, now: Date): Promise<Heard> {
    switch (reply.kind) {
      case 'help':
      case 'stop':
      case 'start':
        return { outcome: reply.kind, party: await this.findLatest(tx, text.from) };
      case 'status':
      case 'terms': {
        const match = await this.matchCode(tx, text.from, reply.code, now);
        return match ? { outcome: reply.kind, party: match.party } : this.missed(tx, text.from, true);
      }
      case 'check':
        return this.check(tx, text.from, reply.receiptCode, now);
      case 'decision':
      case 'bare':
        return this.decide(tx, text, reply, now);
      default:
        return this.missed(tx, text.from, false);
    }
  }

  private async decide(tx: Tx, text: Said, reply: DecisionReply, now: Date): Promise<Heard> {
    const match = await this.match(tx, text.from, reply, now);
    if (!match) return this.missed(tx, text.from, 'code' in reply);
    const { party, hasCode } = match;
    const answer = {
      answer: reply.answer,
      channel: 'sms' as const,
      carrier: text.carrier,
      grade: gradeOf(text, hasCode),
      reply: text.written,
      carrier_message_id: text.carrierId,
      knewCode: hasCode,
    };
    const { outcome } = await this.decisions.decide(tx, party, answer, now);
    return { outcome: outcome === 'decided' ? reply.answer : outcome, party };
  }

  private async match(tx: Tx, from: string, reply: DecisionReply, now: Date): Promise<Match> {
    if (reply.kind === 'bare') {
      return this.matching.byLastText(tx, from, reply.answer === 'yes' ? 'confirmed' : 'declined', now);
    }
    if ('code' in reply) return this.matchCode(tx, from, reply.code, now);
    return this.matching.byContractId(tx, from, reply.contractId);
  }

  /** Beyond ten wrong codes a day a number's codes are not even looked at. */
  private async matchCode(tx: Tx, from: string, code: string, now: Date): Promise<Match> {
    return (await this.isGuessing(tx, from, 'wrong_code', now)) ? null : this.matching.byCode(tx, from, code);
  }

  /** Counted apart: whoever mistypes a receipt code ten times may still say yes. */
  private async check(tx: Tx, from: string, receiptCode: string, now: Date): Promise<Heard> {
    const isGuessing = await this.isGuessing(tx, from, 'wrong_check', now);
    const checked = isGuessing ? null : await this.matching.byReceiptCode(tx, from, receiptCode);
    if (!checked) return { outcome: 'wrong_check', party: await this.findLatest(tx, from) };
    return { outcome: 'checked', party: checked.party, checked };
  }

  private async isGuessing(tx: Tx, from: string, outcome: 'wrong_code' | 'wrong_check', now: Date): Promise<boolean> {
    const since = new Date(now.getTime() - DAY_MS).toISOString();
    return (await this.messages.countHeard(tx, from, outcome, since)) >= WRONG_CODES_A_DAY;
  }

  private async missed(tx: Tx, from: string, isWrongCode: boolean): Promise<Heard> {
    const party = await this.findLatest(tx, from);
    const outcome = party ? (isWrongCode ? 'wrong_code' : 'needs_review') : 'stranger';
    return { outcome, party };
  }

  /** Whom a text without a code is most likely about: what is open first, then what was asked last. */
  private async findLatest(tx: Tx, from: string): Promise<AskedParty | null> {
    const open = await this.matching.listOpen(tx, from);
    return open.at(-1) ?? (await this.matching.listLatest(tx, from))[0] ?? null;
  }
}

function gradeOf(text: HeardText, hasCode: boolean): Grade {
  if (!text.isProven || text.carrier === 'simulator') return 'D';
  if (!hasCode) return 'C';
  return text.isInInbox ? 'A' : 'B';
}
