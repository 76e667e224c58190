/** The operator or service account behind a token; null once it was disabled, revoked or signed out. One indexed read. */
import { Inject, Injectable } from '@nestjs/common';
import { type Holder, holderInRole } from '../accounts/holder.js';
import { type Role, readScopes, type Scopes } from '../accounts/scopes.js';
import { Reads } from '../transactions/reads.js';

export interface Subject {
  /** `operator <id>` or `service-account <id>`. */
  name: string;
  sessionId?: string | undefined;
}

@Injectable()
export class HoldersService {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  async find({ name, sessionId }: Subject, now: Date): Promise<Holder | null> {
    const [kind = '', id = ''] = name.split(' ');
    if (kind === 'operator') return this.findOperator(name, id, sessionId ?? '', now.toISOString());
    if (kind === 'service-account') return this.findServiceAccount(name, id);
    return null;
  }

  private async findOperator(name: string, id: string, sessionId: string, now: string): Promise<Holder | null> {
    const [row] = await this.reads.sql<{ account_id: string; role: Role }>`SELECT o.account_id, o.role
      FROM sessions s JOIN operators o ON o.id = ${id} WHERE s.id = ${sessionId} AND s.subject = ${name}
      AND s.ended_at IS NULL AND s.expires_at > ${now} AND o.disabled_at IS NULL`;
    if (!row) return null;
    return holderInRole({ kind: 'operator', id: name, accountId: row.account_id, sessionId }, row.role);
  }

  private async findServiceAccount(name: string, id: string): Promise<Holder | null> {
    const [row] = await this.reads.sql<{ account_id: string; scopes: string }>`SELECT account_id, scopes
      FROM service_accounts WHERE id = ${id} AND revoked_at IS NULL`;
    if (!row) return null;
    const { account_id: accountId, scopes } = row;
    return { kind: 'service-account', id: name, accountId, isAdmin: false, scopes: readScopes(scopes) };
  }
}

/** The holder with no more than the token says. One that asked for less than it could have is no admin. */
export function narrowed(holder: Holder, scopes: Scopes): Holder {
  const left = new Set([...holder.scopes].filter((scope) => scopes.has(scope)));
  return { ...holder, scopes: left, isAdmin: holder.isAdmin && left.size === holder.scopes.size };
}
