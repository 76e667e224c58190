/** Puts recorded events into the log, in one order for all servers, and signs what it then is. */
import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { openCheckpoint, signCheckpoint } from '../crypto/signed-note.js';
import { LogCheckpoint, LogLeaf, LogSubtree } from '../persistence/log.entities.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { Reads } from '../transactions/reads.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { hashOfLeaf, leafOf } from './leaf.js';
import { FANOUT, foldStored, rootOf } from './log-tree.js';

const AT_ONCE = 256;
const SALT_BYTES = 16;

type Waiting = { contract_id: string; seq: number; hash: string };

@Injectable()
export class SequencerService {
  /** How checkpoints name this log: who signs, without the scheme of an address. */
  private readonly origin: string;

  constructor(
    @Inject(ENV) env: Env,
    @Inject(SigningKeysService) private readonly keys: SigningKeysService,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Reads) private readonly reads: Reads,
  ) {
    this.origin = `${(env.issuer ?? this.keys.current.kid).replace(/^https?:\/\//, '').replaceAll('+', '%2B')}/log`;
  }

  async isBehind(): Promise<boolean> {
    return (await this.reads.sql`SELECT 1 FROM events WHERE leaf_index IS NULL LIMIT 1`).length > 0;
  }

  /** Takes up to 256 events. Null when none waited. */
  sequence(now: Date): Promise<LogCheckpoint | null> {
    return this.transactions.run(async (tx) => {
      await tx.lock('log');
      const waiting = await findWaiting(tx);
      if (waiting.length === 0) return null;
      const size = await sizeOf(tx);
      await this.append(tx, waiting, size);
      return this.sign(tx, size + waiting.length, now);
    });
  }

  /** Signs the log as it stands, with further lines where something must be said of it. */
  signAgain(now: Date, extensions: readonly string[]): Promise<LogCheckpoint> {
    return this.transactions.run(async (tx) => {
      await tx.lock('log');
      return this.sign(tx, await sizeOf(tx), now, extensions);
    });
  }

  /** In the caller's transaction: everything that waits goes in, then the log is signed with the further lines. */
  async signWhole(tx: Tx, now: Date, extensions: readonly string[]): Promise<LogCheckpoint> {
    await tx.lock('log');
    for (let waiting = await findWaiting(tx); waiting.length > 0; waiting = await findWaiting(tx)) {
      await this.append(tx, waiting, await sizeOf(tx));
    }
    return this.sign(tx, await sizeOf(tx), now, extensions);
  }

  /** Whether the current key signed it. */
  hasSigned({ note }: Pick<LogCheckpoint, 'note'>): boolean {
    try {
      return openCheckpoint(note, [this.keys.current.publicKeyBytes]).origin === this.origin;
    } catch {
      return false;
    }
  }

  private async append(tx: Tx, waiting: Waiting[], size: number): Promise<void> {
    const leaves: LogLeaf[] = [];
    for (const [i, { contract_id, seq, hash }] of waiting.entries()) {
      const salt = randomBytes(SALT_BYTES).toString('hex');
      const leaf_index = size + i;
      leaves.push({ leaf_index, leaf_hash: hashOfLeaf(leafOf(hash, salt)).toString('hex') });
      await tx.sql`UPDATE events SET leaf_index = ${leaf_index}, leaf_salt = ${salt}
        WHERE contract_id = ${contract_id} AND seq = ${seq}`;
    }
    await tx.insert(LogLeaf, ...leaves);
    await storeSubtrees(tx, size, size + waiting.length);
  }

  private async sign(tx: Tx, size: number, now: Date, extensions: readonly string[] = []): Promise<LogCheckpoint> {
    const root = await rootOf(tx, size);
    const note = signCheckpoint({ origin: this.origin, size, root, extensions }, this.keys.current);
    const [last] = await tx.sql<{ seq: number }>`SELECT seq FROM log_checkpoints ORDER BY seq DESC LIMIT 1`;
    const checkpoint = {
      seq: (last?.seq ?? 0) + 1,
      tree_size: size,
      root: root.toString('hex'),
      note,
      at: now.toISOString(),
    };
    await tx.insert(LogCheckpoint, checkpoint);
    return checkpoint;
  }
}

const findWaiting = (tx: Tx): Promise<Waiting[]> => tx.sql<Waiting>`SELECT contract_id, seq, hash FROM events
  WHERE leaf_index IS NULL ORDER BY at, contract_id, seq LIMIT ${AT_ONCE}`;

export async function sizeOf(from: Pick<Tx, 'sql'>): Promise<number> {
  const [last] = await from.sql<{ leaf_index: number }>`
    SELECT leaf_index FROM log_leaves ORDER BY leaf_index DESC LIMIT 1`;
  return last ? last.leaf_index + 1 : 0;
}

/** The subtrees that became whole, from the lowest level up. */
async function storeSubtrees(tx: Tx, before: number, after: number): Promise<void> {
  let unit = FANOUT;
  for (let level = 1; unit <= after; level++, unit *= FANOUT) {
    for (let position = Math.floor(before / unit); position < Math.floor(after / unit); position++) {
      const hash = await foldStored(tx, level - 1, position * FANOUT, FANOUT);
      await tx.insert(LogSubtree, { level, position, hash: hash.toString('hex') });
    }
  }
}
