/** A request that is sent twice is done once: its answer is kept for a day beside what it did, in the same transaction. */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { atLeisure } from '../chores/leisure.js';
import { Periodic } from '../chores/periodic.js';
import { SECRETS, type Secrets } from '../config/secrets.js';
import { seal, unseal } from '../crypto/seal.js';
import { deriveKey, hmacSha256, sha256Hex } from '../crypto/secrets.js';
import { IdempotencyKey } from '../persistence/idempotency.entities.js';
import { Problem } from '../problems/problem.js';
import { FOR_UPDATE } from '../transactions/sql.js';
import { Transactions, type Tx } from '../transactions/tx.js';

const KEPT_MS = 24 * 60 * 60 * 1_000;
const SWEEP_MS = 60 * 60 * 1_000;
const SWEPT_AT_ONCE = 500;
const LOCK_NOT_AVAILABLE = '55P03'; // PostgreSQL, after five seconds

export interface KeyedRequest {
  accountId: string;
  /** One credential, or one address. */
  caller: string;
  key: string;
  /** Tells one request from another: method, path and canonical body. */
  request: string;
}

export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

@Injectable()
export class IdempotencyService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('idempotency');
  /** The current keys first, then those of the previous SECRET_KEY. */
  private readonly keys: readonly [Keys, ...Keys[]];
  private readonly sweeps = new Periodic(
    (signal) => this.sweep(signal),
    ({ message }) => this.log.warn(`kept answers were not swept: ${message}`),
  );

  constructor(
    @Inject(SECRETS) { secretKey, secretKeyPrevious }: Secrets,
    @Inject(Transactions) private readonly transactions: Transactions,
  ) {
    this.keys = [keysOf(secretKey), ...(secretKeyPrevious ? [keysOf(secretKeyPrevious)] : [])];
  }

  /** Does `work` unless the key was used before; a twin that comes while the first runs waits for it here. */
  async once(tx: Tx, request: KeyedRequest, now: Date, work: () => Promise<KeptAnswer>) {
    const id = sha256Hex(JSON.stringify([request.accountId, request.caller, request.key]));
    const earlier = await this.take(tx, id, request, now);
    if (earlier === null) {
      const answer = await work();
      const sealed_answer = seal(this.keys[0].seal, JSON.stringify(answer), id);
      await tx.update(IdempotencyKey, { id }, { sealed_answer });
      return { answer, isReplay: false };
    }
    const answer = this.open(earlier, request);
    if (answer) return { answer, isReplay: true };
    throw new Problem('idempotency-key-reused', 'This Idempotency-Key was sent before, with another request');
  }

  /** Null when the key is now ours. */
  private async take(tx: Tx, id: string, request: KeyedRequest, now: Date): Promise<IdempotencyKey | null> {
    const row = {
      account_id: request.accountId,
      request_hash: hashOf(request, this.keys[0]),
      sealed_answer: null,
      created_at: now.toISOString(),
    };
    const isNew = await tx.insertNew(IdempotencyKey, { id, ...row }).catch(toldAsRunning);
    if (isNew) return null;
    const [earlier] = await tx.sql<IdempotencyKey>`
      SELECT * FROM idempotency_keys WHERE id = ${id} ${FOR_UPDATE}`.catch(toldAsRunning);
    if (!earlier) return this.take(tx, id, request, now); // swept this very moment
    if (earlier.created_at > since(now)) return earlier;
    await tx.update(IdempotencyKey, { id }, row); // out of date: as if it were new
    return null;
  }

  /** Null for another request; also after SECRET_KEY was changed without SECRET_KEY_PREVIOUS: nothing tells them apart then. */
  private open({ id, request_hash, sealed_answer }: IdempotencyKey, request: KeyedRequest): KeptAnswer | null {
    const keys = this.keys.find((one) => hashOf(request, one) === request_hash);
    return keys ? (JSON.parse(unseal(keys.seal, sealed_answer!, id)) as KeptAnswer) : null;
  }

  onApplicationBootstrap(): void {
    this.sweeps.start({ firstMs: 0, everyMs: SWEEP_MS });
  }

  onModuleDestroy(): Promise<void> {
    return this.sweeps.stop();
  }

  private async sweep(signal: AbortSignal): Promise<void> {
    const before = since(new Date());
    // Said twice: a key that is renewed while this waits for its row must stay.
    const sweepSome = (tx: Tx) => tx.sql`DELETE FROM idempotency_keys WHERE created_at <= ${before} AND id IN
      (SELECT id FROM idempotency_keys WHERE created_at <= ${before} LIMIT ${SWEPT_AT_ONCE}) RETURNING id`;
    await atLeisure(signal, async () => (await this.transactions.run(sweepSome)).length === SWEPT_AT_ONCE);
  }
}

const since = (now: Date): string => new Date(now.getTime() - KEPT_MS).toISOString();

interface Keys {
  seal: Buffer;
  request: Buffer;
}

const keysOf = (secret: string): Keys => ({
  seal: deriveKey(secret, 'ndiyo/answers'),
  request: deriveKey(secret, 'ndiyo/requests'),
});

/** Keyed: a body may hold a number and six digits, which a bare hash would not hide from whoever tries them all. */
const hashOf = ({ request }: KeyedRequest, keys: Keys): string => hmacSha256(keys.request, request).toString('hex');

function toldAsRunning(error: unknown): never {
  if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
  throw new Problem('request-in-progress', 'The first request with this Idempotency-Key is still running; ask again', {
    headers: { 'Retry-After': '1' },
  });
}
