/** Puts recorded events into the log, in one order for all servers, and signs what it then is. */
import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { openCheckpoint, signCheckpoint } from '../crypto/signed-note.js';
import { LogCheckpoint, LogSubtree } from '../persistence/log.entities.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { Reads } from '../transactions/reads.js';
import { AS_ROWS, EACH_OF } from '../transactions/sql.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { hashOfLeaf, leafOf } from './leaf.js';
import { FANOUT, findLastCheckpoint, foldStored, rootOf, sizeOf } from './log-tree.js';

const AT_ONCE = 256;
const SALT_BYTES = 16;

interface Waiting {
  contract_id: string;
  seq: number;
  at: string;
  hash: string;
}

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
  sequence(): Promise<LogCheckpoint | null> {
    return this.transactions.run(async (tx) => {
      await tx.lock('log');
      const waiting = await findWaiting(tx);
      if (waiting.length === 0) return null;
      const size = await sizeOf(tx);
      await append(tx, waiting, size);
      return this.sign(tx, size + waiting.length);
    });
  }

  /** Signs the log as it stands, with further lines where something must be said of it. */
  signAgain(extensions: readonly string[]): Promise<LogCheckpoint> {
    return this.transactions.run(async (tx) => {
      await tx.lock('log');
      return this.sign(tx, await sizeOf(tx), extensions);
    });
  }

  /** In the caller's transaction: everything that waits goes in, then the log is signed with the further lines. */
  async signWhole(tx: Tx, extensions: readonly string[]): Promise<LogCheckpoint> {
    await tx.lock('log');
    for (let waiting = await findWaiting(tx); waiting.length > 0; waiting = await findWaiting(tx)) {
      await append(tx, waiting, await sizeOf(tx));
    }
    return this.sign(tx, await sizeOf(tx), extensions);
  }

  /** Whether the current key signed it. */
  hasSigned({ note }: Pick<LogCheckpoint, 'note'>): boolean {
    try {
      return openCheckpoint(note, [this.keys.current.publicKeyBytes]).origin === this.origin;
    } catch {
      return false;
    }
  }

  private async sign(tx: Tx, size: number, extensions: readonly string[] = []): Promise<LogCheckpoint> {
    const root = await rootOf(tx, size);
    const note = signCheckpoint({ origin: this.origin, size, root, extensions }, this.keys.current);
    const last = await findLastCheckpoint(tx);
    const checkpoint = {
      seq: (last?.seq ?? 0) + 1,
      tree_size: size,
      root: root.toString('hex'),
      note,
    };
    await tx.insert(LogCheckpoint, checkpoint);
    return checkpoint;
  }
}

const keyOf = ({ at, contract_id, seq }: Waiting): string => `${at} ${contract_id} ${`${seq}`.padStart(9, '0')}`;
const byTime = (a: Waiting, b: Waiting): number => (keyOf(a) < keyOf(b) ? -1 : 1);

async function findWaiting(tx: Tx): Promise<Waiting[]> {
  const waiting = await tx.sql<Waiting>`SELECT contract_id, seq, at, hash FROM events
    WHERE leaf_index IS NULL LIMIT ${AT_ONCE}`;
  return waiting.sort(byTime);
}

async function append(tx: Tx, waiting: Waiting[], size: number): Promise<void> {
  const rows = waiting.map(({ contract_id, seq, hash }, i) => {
    const salt = randomBytes(SALT_BYTES).toString('hex');
    return [contract_id, seq, size + i, salt, hashOfLeaf(leafOf(hash, salt)).toString('hex')];
  });
  const json = JSON.stringify(rows);
  await tx.sql`UPDATE events SET leaf_index = CAST(given.value->>2 AS integer), leaf_salt = given.value->>3
    FROM ${EACH_OF} ${json} ${AS_ROWS} AS given
    WHERE events.contract_id = given.value->>0 AND events.seq = CAST(given.value->>1 AS integer)`;
  await tx.sql`INSERT INTO log_leaves (leaf_index, leaf_hash)
    SELECT CAST(given.value->>2 AS integer), given.value->>4 FROM ${EACH_OF} ${json} ${AS_ROWS} AS given`;
  await storeSubtrees(tx, size, size + waiting.length);
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
