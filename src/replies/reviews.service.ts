/** Texts from phones that a person should look at, until somebody has. */
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { Message } from '../persistence/message.entities.js';
import { Problem } from '../problems/problem.js';
import { Reads } from '../transactions/reads.js';
import { FOR_UPDATE, Fragment } from '../transactions/sql.js';
import type { Tx } from '../transactions/tx.js';
import { NEEDS_REVIEW } from './reply-outcome.js';

/** An account's own; with `isAdmin` everybody's. Where nobody is asked who they are, strangers' as well. */
type Reviewer = Pick<Caller, 'kind' | 'id' | 'accountId' | 'isAdmin' | 'contractId'>;

// In the words of the partial index, or no engine would use it.
const AWAITED_TEXT = `outcome IN (${[...NEEDS_REVIEW].map((one) => `'${one}'`).join(',')}) AND reviewed_at IS NULL`;
const AWAITED = new Fragment(AWAITED_TEXT, AWAITED_TEXT);
// Not the order of the primary key as it stands, or SQLite would walk along all messages for the few that are awaited.
const ID = new Fragment(`id || ''`, 'id');

/** The id of a text: also where a page of them ended. */
export const TEXT_ID = /^([\da-f-]{36})$/;

@Injectable()
export class ReviewsService {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  /** Oldest first, after the one of that id. */
  async listAwaited(reviewer: Reviewer, limit: number, after = ''): Promise<Message[]> {
    const { accountId, isAdmin } = reviewer;
    if (!isAdmin && !seesStrangers(reviewer)) {
      return this.reads.sql<Message>`SELECT * FROM messages
        WHERE account_id = ${accountId} AND ${AWAITED} AND id > ${after} ORDER BY id LIMIT ${limit}`;
    }
    return this.reads.sql<Message>`SELECT * FROM messages
      WHERE ${AWAITED} AND ${ID} > ${after} AND (account_id = ${accountId} OR account_id IS NULL OR 1 = ${isAdmin ? 1 : 0})
      ORDER BY ${ID} LIMIT ${limit}`;
  }

  /** Once: whoever comes second learns who was first. */
  async markReviewed(tx: Tx, reviewer: Reviewer, id: string, now: Date): Promise<Message> {
    const [message] = TEXT_ID.test(id)
      ? await tx.sql<Message>`SELECT * FROM messages WHERE id = ${id} ${FOR_UPDATE}`
      : [];
    if (!message || !isWithin(reviewer, message) || !NEEDS_REVIEW.has(message.outcome)) {
      throw new Problem('not-found', 'There is no such text to review, or it is not yours to see');
    }
    if (message.reviewed_at !== null) return message;
    const reviewed = { reviewed_at: now.toISOString(), reviewed_by: reviewer.id };
    await tx.update(Message, { id }, reviewed);
    return { ...message, ...reviewed };
  }
}

const seesStrangers = ({ isAdmin, kind }: Reviewer): boolean => isAdmin || kind === 'anonymous';

function isWithin(reviewer: Reviewer, { account_id, contract_id }: Message): boolean {
  if (reviewer.contractId !== null && reviewer.contractId !== contract_id) return false;
  if (account_id === null) return seesStrangers(reviewer);
  return reviewer.isAdmin || reviewer.accountId === account_id;
}
