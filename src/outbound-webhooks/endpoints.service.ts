/** Endpoints of an account: made, shown, changed, disabled, removed. */
import { Inject, Injectable } from '@nestjs/common';
import { uuidv7 } from '../crypto/ids.js';
import { findHead } from '../feed/feed-cursor.js';
import { WebhookEndpoint, WebhookSecret } from '../persistence/webhook.entities.js';
import { Problem } from '../problems/problem.js';
import { Reads } from '../transactions/reads.js';
import { FOR_UPDATE } from '../transactions/sql.js';
import type { Tx } from '../transactions/tx.js';
import { DeliveryWorker } from './delivery.worker.js';
import { refreshDue } from './delivery-queue.js';
import { EndpointKeysService, type MadeSecret } from './endpoint-keys.service.js';

export interface Owner {
  accountId: string;
  isAdmin: boolean;
}

export interface EndpointWish {
  url: string;
  description: string;
  eventTypes: readonly string[] | null;
}

export interface EndpointChange extends Partial<EndpointWish> {
  isEnabled?: boolean | undefined;
}

export interface MadeEndpoint {
  id: string;
  made: MadeSecret;
}

const MOST = 20;
const DISABLED_REASON = 'It was disabled over the API';
// In the collation of any PostgreSQL database.
const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

@Injectable()
export class EndpointsService {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(EndpointKeysService) private readonly keys: EndpointKeysService,
    @Inject(DeliveryWorker) private readonly worker: DeliveryWorker,
  ) {}

  /** Its id and first secret, before the transaction that stores them. */
  async prepare(now: Date): Promise<MadeEndpoint> {
    const id = uuidv7();
    return { id, made: await this.keys.make(id, now) };
  }

  async create(tx: Tx, { accountId }: Owner, { id, made }: MadeEndpoint, wish: EndpointWish, now: Date) {
    await tx.lock(`webhook endpoints ${accountId}`);
    const [count] = await tx.sql<{ n: number | string }>`SELECT count(*) AS n FROM webhook_endpoints
      WHERE account_id = ${accountId} AND deleted_at IS NULL`;
    if (Number(count!.n) >= MOST) {
      throw new Problem('too-many-endpoints', `An account has at most ${MOST} endpoints: delete one first`);
    }
    const { leaves, positions } = await findHead(tx);
    await tx.insert(WebhookEndpoint, {
      ...{ id, account_id: accountId, ...columnsOf(wish), created_at: now.toISOString(), fence: 0 },
      ...{ start_leaves: leaves, start_positions: positions },
    });
    await tx.insert(WebhookSecret, made.row);
    return this.get({ accountId, isAdmin: false }, id, tx);
  }

  async get(owner: Owner, id: string, from: Pick<Tx, 'sql'> = this.reads): Promise<WebhookEndpoint> {
    const [row] = await from.sql<WebhookEndpoint>`SELECT * FROM webhook_endpoints
      WHERE id = ${askedFor(id)} AND deleted_at IS NULL`;
    return assertVisible(owner, row, id);
  }

  /** Whoever changes the endpoint or its queue holds its row. */
  async getLocked(tx: Tx, owner: Owner, id: string): Promise<WebhookEndpoint> {
    const [row] = await tx.sql<WebhookEndpoint>`SELECT * FROM webhook_endpoints
      WHERE id = ${askedFor(id)} AND deleted_at IS NULL ${FOR_UPDATE}`;
    return assertVisible(owner, row, id);
  }

  /** The latest first, one more than `limit` where there are more. `before` is the id the last page ended with. */
  list({ accountId, isAdmin }: Owner, limit: number, before = AFTER_ALL): Promise<WebhookEndpoint[]> {
    const all = isAdmin ? 1 : 0;
    return this.reads.sql<WebhookEndpoint>`SELECT * FROM webhook_endpoints
      WHERE (account_id = ${accountId} OR 1 = ${all}) AND deleted_at IS NULL AND id < ${before}
      ORDER BY id DESC LIMIT ${limit + 1}`;
  }

  /** Where it is enabled again, what waits goes out; what failed is sent by `recover`. */
  async change(tx: Tx, owner: Owner, id: string, change: EndpointChange, now: Date): Promise<WebhookEndpoint> {
    const { disabled_at } = await this.getLocked(tx, owner, id);
    const { isEnabled, url } = change;
    const at = now.toISOString();
    const afresh = { failing_since: null, held_until: null };
    await tx.update(
      WebhookEndpoint,
      { id },
      {
        ...{ id, ...columnsOf(change) },
        ...(url !== undefined && afresh),
        ...(isEnabled === true && { disabled_at: null, disabled_reason: null, ...afresh }),
        ...(isEnabled === false && disabled_at === null && { disabled_at: at, disabled_reason: DISABLED_REASON }),
      },
    );
    await refreshDue(tx, id);
    tx.afterCommit(() => this.worker.poke());
    return this.get(owner, id, tx);
  }

  /** Nothing is sent to it from now on; what it has queued is removed bit by bit. */
  async remove(tx: Tx, owner: Owner, id: string, now: Date): Promise<void> {
    const { fence } = await this.getLocked(tx, owner, id);
    const gone = { deleted_at: now.toISOString(), due_at: null, worker: null, fence: fence + 1 };
    await tx.update(WebhookEndpoint, { id }, gone);
    await tx.sql`DELETE FROM webhook_secrets WHERE endpoint_id = ${id}`;
  }

  /** The secrets before it count until `graceMs` have passed. */
  async rotate(tx: Tx, owner: Owner, id: string, made: MadeSecret, graceMs: number, now: Date) {
    const endpoint = await this.getLocked(tx, owner, id);
    await this.keys.replace(tx, made, new Date(now.getTime() + graceMs), now);
    return endpoint;
  }
}

/** Whatever else an address holds is nobody's id; NUL no database takes. */
export const askedFor = (id: string): string => (/^[\da-f-]{36}$/.test(id) ? id : '');

const columnsOf = ({ url, description, eventTypes }: Partial<EndpointWish>) => ({
  ...(url !== undefined && { url }),
  ...(description !== undefined && { description }),
  ...(eventTypes !== undefined && { event_types: eventTypes?.join(' ') ?? null }),
});

function assertVisible(owner: Owner, row: WebhookEndpoint | undefined, id: string): WebhookEndpoint {
  if (row && (owner.isAdmin || row.account_id === owner.accountId)) return row;
  throw new Problem('endpoint-not-found', `Endpoint ${id.slice(0, 40)} does not exist, or it is not yours to see`);
}
