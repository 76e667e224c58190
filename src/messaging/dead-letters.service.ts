/** Texts that were given up: seen by whoever runs this, and sent again at a word. */
import { Inject, Injectable } from '@nestjs/common';
import { OutboxService } from '../outbox/outbox.service.js';
import { Message } from '../persistence/message.entities.js';
import { Problem } from '../problems/problem.js';
import { Reads } from '../transactions/reads.js';
import { FOR_UPDATE } from '../transactions/sql.js';
import type { Tx } from '../transactions/tx.js';
import { SMS_TOPIC } from './messages.service.js';

export interface DeadLetter extends Message {
  outbox_id: number;
  attempt: number;
  /** Empty where it is to nobody of a contract, or to one without a name. */
  party_name: string;
}

/** Whose dead letters: an account's own, with `isAdmin` all of them, with `contractId` those of the one contract. */
interface Holder {
  accountId: string;
  isAdmin: boolean;
  contractId: string | null;
}

// Texts that ask for an answer: once nobody can give it, they are not sent again.
const ASKING = new Set(['invitation', 'reminder', 'terms']);

@Injectable()
export class DeadLettersService {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(OutboxService) private readonly outbox: OutboxService,
  ) {}

  /** Oldest first, after the one of that number. */
  list({ accountId, isAdmin }: Omit<Holder, 'contractId'>, limit: number, after = 0): Promise<DeadLetter[]> {
    return this.reads.sql<DeadLetter>`SELECT m.*, o.id AS outbox_id, o.attempt,
        COALESCE(p.name, '') AS party_name
      FROM outbox o JOIN messages m ON m.id = o.payload LEFT JOIN parties p
        ON p.contract_id = m.contract_id AND p.version = m.version AND p.party_id = m.party_id
      WHERE o.topic = ${SMS_TOPIC} AND o.status = 'dead' AND o.id > ${after}
        AND (m.account_id = ${accountId} OR 1 = ${isAdmin ? 1 : 0})
      ORDER BY o.id LIMIT ${limit}`;
  }

  /** Queues it again with all its tries. Returns the text's id. */
  async resend(tx: Tx, holder: Holder, outboxId: number, now: Date): Promise<string> {
    const [letter] = await tx.sql<{ payload: string }>`SELECT payload FROM outbox
      WHERE id = ${outboxId} AND topic = ${SMS_TOPIC} AND status = 'dead' ${FOR_UPDATE}`;
    const [message] = letter ? await tx.sql<Message>`SELECT * FROM messages WHERE id = ${letter.payload}` : [];
    if (!message || !isTheirs(message, holder)) {
      throw new Problem('not-found', 'There is no such dead letter, or it is not yours to see');
    }
    if (ASKING.has(message.kind)) await assertAwaited(tx, message);
    // It may be on the phone already where nobody knew how it ended.
    const fresh = { status: 'queued', final_at: null, failure_reason: null, carrier_status: null };
    const isUnsure = message.failure_reason === 'may-have-been-sent' || message.possible_duplicate === 1;
    await tx.update(Message, { id: message.id }, { ...fresh, possible_duplicate: isUnsure ? 1 : 0 });
    await this.outbox.revive(tx, outboxId, now);
    return message.id;
  }
}

const isTheirs = (message: Message, { accountId, isAdmin, contractId }: Holder): boolean =>
  (isAdmin || message.account_id === accountId) && (contractId === null || message.contract_id === contractId);

async function assertAwaited(tx: Tx, { contract_id, version, party_id }: Message): Promise<void> {
  const [party] = await tx.sql<{ status: string; open_until: string | null }>`SELECT status, open_until FROM parties
    WHERE contract_id = ${contract_id} AND version = ${version} AND party_id = ${party_id}`;
  if (party?.status === 'pending' && party.open_until !== null) return;
  throw new Problem('contract-not-pending', 'Nobody waits for an answer to this text any more');
}
