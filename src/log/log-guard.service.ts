/**
 * Recomputes the whole log when the service starts and every day: a tree that is shorter than what was once signed, or
 * no continuation of it, is a database that somebody set back or changed.
 */
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { TreeHasher } from '../crypto/merkle.js';
import { openCheckpoint } from '../crypto/signed-note.js';
import type { LogCheckpoint } from '../persistence/log.entities.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { Reads } from '../transactions/reads.js';
import { checkpointPath, readCheckpointFile, writeCheckpointFile } from './checkpoint-file.js';
import { SequencerService } from './sequencer.service.js';

const DAY_MS = 24 * 3600 * 1_000;
const PAGE = 4_096;

/** A root that the tree of so many leaves must have, and who said so. */
interface Claim {
  size: number;
  root: string;
  where: string;
}

export class LogFault extends Error {}

@Injectable()
export class LogGuardService implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('log');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(SigningKeysService) private readonly keys: SigningKeysService,
    @Inject(SequencerService) private readonly sequencer: SequencerService,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.check();
    const last = await this.findLast();
    // With a new key at once: what a former one signed last may count no more tomorrow.
    if (!last || !this.sequencer.hasSigned(last)) await this.sequencer.signAgain(new Date(), []);
    this.timer = setInterval(() => this.checkAgain(), DAY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Where the database was restored on purpose: said in a signed checkpoint, so that everybody can see it. */
  async acknowledgeRestore(now: Date): Promise<LogCheckpoint> {
    const note = readCheckpointFile(this.env.dataDir);
    const lost = note === null ? null : await this.open(note);
    const was = lost ? ` from ${lost.size} ${Buffer.from(lost.root).toString('base64')}` : '';
    const made = await this.sequencer.signAgain(now, [`discontinuity ${now.toISOString()}${was}`]);
    writeCheckpointFile(this.env.dataDir, made.note);
    return made;
  }

  /** @throws LogFault with a sentence an operator can act on */
  async check(): Promise<void> {
    const claims = await this.claims();
    const hasher = new TreeHasher();
    for (let page = await this.leaves(0); page.length > 0; page = await this.leaves(hasher.size)) {
      for (const { leaf_index, leaf_hash } of page) {
        if (leaf_index !== hasher.size) throw new LogFault(`The log has no leaf ${hasher.size}.`);
        this.compare(claims, hasher);
        hasher.push(Buffer.from(leaf_hash, 'hex'));
      }
    }
    this.compare(claims, hasher);
    const [beyond] = claims.filter(({ size }) => size > hasher.size);
    if (beyond) {
      throw new LogFault(
        `The log has ${hasher.size} leaves, but ${beyond.where} says ${beyond.size}: this database is older. ${ADVICE}`,
      );
    }
  }

  private compare(claims: Claim[], hasher: TreeHasher): void {
    for (const { size, root, where } of claims) {
      if (size !== hasher.size || hasher.root().toString('hex') === root) continue;
      throw new LogFault(`The first ${size} leaves of the log are not those that ${where} says. ${ADVICE}`);
    }
  }

  private async claims(): Promise<Claim[]> {
    const last = await this.findLast();
    const claims: Claim[] = last ? [{ size: last.tree_size, root: last.root, where: 'its last checkpoint' }] : [];
    const note = readCheckpointFile(this.env.dataDir);
    if (note === null) return claims;
    const { size, root } = await this.open(note);
    const where = checkpointPath(this.env.dataDir);
    return [...claims, { size, root: Buffer.from(root).toString('hex'), where }];
  }

  private async open(note: string) {
    const { keys } = await this.keys.jwks();
    try {
      return openCheckpoint(
        note,
        keys.map(({ x }) => Buffer.from(x, 'base64url')),
      );
    } catch (error) {
      const path = checkpointPath(this.env.dataDir);
      throw new LogFault(`${path} cannot be believed: ${(error as Error).message} ${ADVICE}`);
    }
  }

  private async findLast(): Promise<LogCheckpoint | undefined> {
    return (await this.reads.sql<LogCheckpoint>`SELECT * FROM log_checkpoints ORDER BY seq DESC LIMIT 1`)[0];
  }

  private leaves(from: number) {
    return this.reads.sql<{ leaf_index: number; leaf_hash: string }>`
      SELECT leaf_index, leaf_hash FROM log_leaves WHERE leaf_index >= ${from} ORDER BY leaf_index LIMIT ${PAGE}`;
  }

  private checkAgain(): void {
    this.check().catch((error) => this.log.error(`the log does not hold: ${(error as Error).message}`));
  }
}

const ADVICE =
  'If you restored it on purpose: npm run cli -- acknowledge-restore. If not, somebody changed it: keep both, and look.';
