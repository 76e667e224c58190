/** Whom a token of ours stands for now: whoever was disabled, revoked or signed out since is nobody. One indexed read. */
import { Inject, Injectable } from '@nestjs/common';
import type { Holder } from '../accounts/holder.js';
import { type Role, readScopes, type Scopes, scopesOfRole } from '../accounts/scopes.js';
import { Reads } from '../transactions/reads.js';

export interface Subject {
  /** `operator <id>`, `api-key <id>` or `service-account <id>`. */
  name: string;
  sessionId?: string | undefined;
}

interface Row {
  account_id: string;
  scopes: string;
  is_admin: number;
}

@Injectable()
export class HoldersService {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  async find({ name, sessionId }: Subject, now: Date): Promise<Holder | null> {
    const [kind = '', id = ''] = name.split(' ');
    if (kind === 'operator') return this.findOperator(name, id, sessionId ?? '', now.toISOString());
    if (kind === 'api-key') return holderOf(kind, name, await this.findApiKey(id, now.toISOString()));
    if (kind === 'service-account') return holderOf(kind, name, await this.findServiceAccount(id));
    return null;
  }

  private async findOperator(name: string, id: string, sessionId: string, now: string): Promise<Holder | null> {
    const [row] = await this.reads.sql<{ account_id: string; role: Role }>`SELECT o.account_id, o.role
      FROM sessions s JOIN operators o ON o.id = ${id} WHERE s.id = ${sessionId} AND s.subject = ${name}
      AND s.ended_at IS NULL AND s.expires_at > ${now} AND o.disabled_at IS NULL`;
    if (!row) return null;
    const { account_id: accountId, role } = row;
    const isAdmin = role === 'admin';
    return { kind: 'operator', id: name, accountId, isAdmin, scopes: scopesOfRole(role), sessionId };
  }

  private async findApiKey(id: string, now: string): Promise<Row | undefined> {
    return (
      await this.reads.sql<Row>`SELECT account_id, scopes, is_admin FROM api_keys
        WHERE id = ${id} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})`
    )[0];
  }

  private async findServiceAccount(id: string): Promise<Row | undefined> {
    return (
      await this.reads.sql<Row>`SELECT account_id, scopes, 0 AS is_admin FROM service_accounts
        WHERE id = ${id} AND revoked_at IS NULL`
    )[0];
  }
}

const holderOf = (kind: 'api-key' | 'service-account', id: string, row: Row | undefined): Holder | null =>
  row ? { kind, id, accountId: row.account_id, isAdmin: row.is_admin === 1, scopes: readScopes(row.scopes) } : null;

/** The holder with no more than the token says. One that asked for less than it could have is no admin. */
export function narrowed(holder: Holder, scopes: Scopes): Holder {
  const left = new Set([...holder.scopes].filter((scope) => scopes.has(scope)));
  return { ...holder, scopes: left, isAdmin: holder.isAdmin && left.size === holder.scopes.size };
}
