/** Whom a subject of an outside issuer stands for here: nobody, unless somebody said so by command. */
import { Inject, Injectable } from '@nestjs/common';
import { AccessEventsService } from '../accounts/access-events.service.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { type Holder, holderInRole } from '../accounts/holder.js';
import type { Role } from '../accounts/scopes.js';
import { sha256Hex } from '../crypto/secrets.js';
import { SubjectLink } from '../persistence/access.entities.js';
import { Reads } from '../transactions/reads.js';
import { Transactions } from '../transactions/tx.js';

export interface Subject {
  issuer: string;
  subject: string;
}

/** Short enough for events and limits, whatever the issuer calls it. */
const nameOf = ({ issuer, subject }: Subject): string =>
  `outside-subject ${sha256Hex(JSON.stringify([issuer, subject])).slice(0, 32)}`;

@Injectable()
export class SubjectLinksService {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(AccountsService) private readonly accounts: AccountsService,
    @Inject(AccessEventsService) private readonly events: AccessEventsService,
  ) {}

  async find(who: Subject): Promise<Holder | null> {
    const [link] = await this.reads.sql<SubjectLink>`SELECT account_id, role FROM subject_links
      WHERE issuer = ${who.issuer} AND subject = ${who.subject}`;
    if (!link) return null;
    return holderInRole({ kind: 'outside-subject', id: nameOf(who), accountId: link.account_id }, link.role as Role);
  }

  list(): Promise<SubjectLink[]> {
    return this.reads.sql<SubjectLink>`SELECT * FROM subject_links ORDER BY issuer, subject`;
  }

  /** @throws Error in a sentence where it is linked already, or there is no such account */
  async link(who: Subject, accountId: string, role: Role, now: Date): Promise<void> {
    await this.accounts.get(accountId);
    await this.transactions.run(async (tx) => {
      const row = { ...who, account_id: accountId, role, created_at: now.toISOString() };
      if (!(await tx.insertNew(SubjectLink, row))) throw new Error('This subject is linked already: unlink it first.');
      const fact = { accountId, type: 'subject.linked', actor: 'command line', subject: nameOf(who) };
      await this.events.record(tx, { ...fact, details: { ...who, role } }, now);
    });
  }

  async unlink(who: Subject, now: Date): Promise<void> {
    await this.transactions.run(async (tx) => {
      const [link] = await tx.sql<SubjectLink>`DELETE FROM subject_links
        WHERE issuer = ${who.issuer} AND subject = ${who.subject} RETURNING account_id`;
      if (!link) throw new Error('This subject is not linked.');
      const fact = { type: 'subject.unlinked', actor: 'command line', subject: nameOf(who) };
      await this.events.record(tx, { ...fact, accountId: link.account_id, details: { ...who } }, now);
    });
  }
}
