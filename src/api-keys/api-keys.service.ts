/** Makes, lists, replaces and ends keys. Only the SHA-256 of a key is kept: it is shown at the moment it is made. */
import { Inject, Injectable } from '@nestjs/common';
import { AccessEventsService, type AccessFact } from '../accounts/access-events.service.js';
import { readScopes, type Scope, type Scopes, writeScopes } from '../accounts/scopes.js';
import { ENV, type Env } from '../config/env.js';
import { sha256Hex } from '../crypto/secrets.js';
import { ApiKey } from '../persistence/access.entities.js';
import { Problem } from '../problems/problem.js';
import { Reads } from '../transactions/reads.js';
import { FOR_UPDATE } from '../transactions/sql.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { makeKey } from './api-key.js';
import { SigningSecretsService } from './signing-secrets.service.js';

/** Who makes or ends a key. A key can do no more than its maker. */
export interface Maker {
  /** The caller's id, or `command line`. */
  id: string | null;
  accountId: string;
  isAdmin: boolean;
  scopes: Scopes;
}

export interface KeyWish {
  name: string;
  accountId: string;
  scopes: Scope[];
  isAdmin: boolean;
  /** Null: until it is revoked. */
  expiresInMs: number | null;
  /** As `readRange` gives them; null: from anywhere. */
  allowedIps: string[] | null;
}

export interface MadeKey {
  row: ApiKey;
  /** Both are shown once. */
  key: string;
  signingSecret: string;
}

export interface KeyCursor {
  at: string;
  id: string;
}

@Injectable()
export class ApiKeysService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(AccessEventsService) private readonly events: AccessEventsService,
    @Inject(SigningSecretsService) private readonly signingSecrets: SigningSecretsService,
  ) {}

  async create(maker: Maker, wish: KeyWish, now: Date): Promise<MadeKey> {
    assertWithin(maker, wish);
    const made = await this.make(maker, wish, now);
    await this.transactions.run(async (tx) => {
      await tx.insert(ApiKey, made.row);
      await this.record(tx, 'api-key.created', maker, made.row, { name: wish.name, ...shownPowers(made.row) }, now);
    });
    return made;
  }

  async get(maker: Maker, id: string, from: Pick<Tx, 'sql'> = this.reads): Promise<ApiKey> {
    const [row] = await from.sql<ApiKey>`SELECT * FROM api_keys WHERE id = ${askedFor(id)}`;
    return assertVisible(maker, row, id);
  }

  /** The latest first, one more than `limit` where there are more. */
  list(maker: Maker, limit: number, cursor: KeyCursor | null): Promise<ApiKey[]> {
    const query = this.reads.manager.createQueryBuilder(ApiKey, 'k').where('1 = 1');
    if (!maker.isAdmin) query.andWhere('k.account_id = :account', { account: maker.accountId });
    if (cursor) query.andWhere('(k.created_at < :at OR (k.created_at = :at AND k.id < :id))', cursor);
    query.orderBy('k.created_at', 'DESC').addOrderBy('k.id', 'DESC');
    return query.limit(limit + 1).getMany();
  }

  /** Once revoked, a key stays so: asking again changes nothing. */
  async revoke(maker: Maker, id: string, now: Date): Promise<void> {
    await this.transactions.run(async (tx) => {
      const row = await this.getLocked(tx, maker, id);
      if (row.is_admin === 1 && !maker.isAdmin) throw adminOnly();
      if (row.revoked_at !== null) return;
      await tx.update(ApiKey, { id }, { revoked_at: now.toISOString() });
      await this.record(tx, 'api-key.revoked', maker, row, {}, now);
    });
  }

  /** A new key with the same powers and as long a life; the old one lives on for the grace period, 0 for none. */
  async rotate(maker: Maker, id: string, graceMs: number, now: Date): Promise<MadeKey> {
    const wish = wishLike(await this.get(maker, id));
    assertWithin(maker, wish);
    const made = await this.make(maker, wish, now);
    await this.transactions.run(async (tx) => {
      const old = await this.getLocked(tx, maker, id);
      if (!isInForce(old, now) || old.replaced_by !== null) {
        throw new Problem('key-ended', 'Only a key that is in force, and not replaced yet, can be rotated');
      }
      await tx.insert(ApiKey, made.row);
      const end = new Date(now.getTime() + graceMs).toISOString();
      const ends = old.expires_at !== null && old.expires_at < end ? old.expires_at : end;
      const ending = graceMs === 0 ? { revoked_at: end } : { expires_at: ends };
      await tx.update(ApiKey, { id }, { replaced_by: made.row.id, ...ending });
      await this.record(tx, 'api-key.rotated', maker, old, { replaced_by: made.row.id, lives_until: ends }, now);
    });
    return made;
  }

  private async make(maker: Maker, wish: KeyWish, now: Date): Promise<MadeKey> {
    const { id, text } = makeKey(this.env.environment);
    const { expiresInMs } = wish;
    const row: ApiKey = {
      id,
      account_id: wish.accountId,
      name: wish.name,
      secret_hash: sha256Hex(text),
      scopes: writeScopes(wish.scopes),
      is_admin: wish.isAdmin ? 1 : 0,
      allowed_ips: wish.allowedIps?.join(' ') ?? null,
      created_by: actorOf(maker),
      created_at: now.toISOString(),
      expires_at: expiresInMs === null ? null : new Date(now.getTime() + expiresInMs).toISOString(),
      last_used_at: null,
      revoked_at: null,
      replaced_by: null,
    };
    return { row, key: text, signingSecret: await this.signingSecrets.of(id) };
  }

  private async getLocked(tx: Tx, maker: Maker, id: string): Promise<ApiKey> {
    const [row] = await tx.sql<ApiKey>`SELECT * FROM api_keys WHERE id = ${askedFor(id)} ${FOR_UPDATE}`;
    return assertVisible(maker, row, id);
  }

  private record(tx: Tx, type: string, maker: Maker, row: ApiKey, details: AccessFact['details'], now: Date) {
    const [accountId, actor, subject] = [row.account_id, actorOf(maker), `api-key ${row.id}`];
    return this.events.record(tx, { accountId, type, actor, subject, ...(details && { details }) }, now);
  }
}

/** Whatever else an address holds is nobody's id; NUL no database takes. */
const askedFor = (id: string): string => (/^[a-z2-7]{12}$/.test(id) ? id : '');

const actorOf = ({ id }: Maker): string => id ?? 'nobody';

export const isInForce = ({ revoked_at, expires_at }: ApiKey, now: Date): boolean =>
  revoked_at === null && (expires_at === null || expires_at > now.toISOString());

const shownPowers = ({ scopes, is_admin, allowed_ips, expires_at }: ApiKey) => ({
  scopes: scopes.split(' '),
  ...(is_admin === 1 && { admin: true }),
  ...(allowed_ips !== null && { allowed_ips: allowed_ips.split(' ') }),
  ...(expires_at !== null && { expires_at }),
});

const wishLike = (row: ApiKey): KeyWish => ({
  name: row.name,
  accountId: row.account_id,
  scopes: [...readScopes(row.scopes)],
  isAdmin: row.is_admin === 1,
  expiresInMs: row.expires_at === null ? null : Date.parse(row.expires_at) - Date.parse(row.created_at),
  allowedIps: row.allowed_ips?.split(' ') ?? null,
});

function assertVisible(maker: Maker, row: ApiKey | undefined, id: string): ApiKey {
  if (row && (maker.isAdmin || row.account_id === maker.accountId)) return row;
  throw new Problem('key-not-found', `Key ${id.slice(0, 40)} does not exist, or it is not yours to see`);
}

/** Else a key that may only make keys could have itself made one that may do everything. */
function assertWithin(maker: Maker, { scopes, isAdmin, accountId }: KeyWish): void {
  if (!maker.isAdmin && (isAdmin || accountId !== maker.accountId)) throw adminOnly();
  const missing = scopes.find((scope) => !maker.scopes.has(scope));
  if (missing === undefined) return;
  throw new Problem('forbidden', `A key has no more scopes than its maker: this needs the scope ${missing}`, {
    members: { required_scope: missing },
  });
}

const adminOnly = (): Problem =>
  new Problem('forbidden', 'Keys of admins and of other accounts need the role admin', {
    members: { required_role: 'admin' },
  });
