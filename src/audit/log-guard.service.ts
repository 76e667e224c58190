/**
 * Lets the service start only on a log that goes on from what was last signed, here and outside the database; then makes
 * the whole log again, at once and every day. A log that does not hold is not signed again.
 */
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { restAfter } from '../chores/leisure.js';
import { Periodic } from '../chores/periodic.js';
import { ENV, type Env } from '../config/env.js';
import { openCheckpoint } from '../crypto/signed-note.js';
import { checkpointPath, readCheckpointFile } from '../log/checkpoint-file.js';
import { LogService } from '../log/log.service.js';
import { LogWorker } from '../log/log.worker.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { AuditFault } from './audit-fault.js';
import { LogAuditService } from './log-audit.service.js';

const DAY_MS = 24 * 3600 * 1_000;
const ADVICE =
  'If you restored it on purpose: npm run cli -- acknowledge-restore. If not, somebody changed it: keep both, and look.';

@Injectable()
export class LogGuardService implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('log');
  private readonly checks = new Periodic(
    (signal) => this.checkAll(signal),
    ({ message }) => this.log.warn(`the log could not be checked: ${message}`),
  );
  /** False once the log was found not to hold. */
  isSound = true;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(LogService) private readonly logs: LogService,
    @Inject(LogWorker) private readonly worker: LogWorker,
    @Inject(LogAuditService) private readonly audit: LogAuditService,
    @Inject(SigningKeysService) private readonly keys: SigningKeysService,
  ) {}

  /** Before any worker starts or any door opens. */
  async onModuleInit(): Promise<void> {
    await this.assertGoesOn();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.logs.begin();
    this.worker.start();
    this.checks.start({ firstMs: 0, everyMs: DAY_MS });
  }

  get lastTurnAt(): number {
    return this.worker.lastTurnAt;
  }

  onModuleDestroy(): Promise<void> {
    return this.checks.stop();
  }

  /** From a few hundred rows: the size and the root of what was last signed. */
  private async assertGoesOn(): Promise<void> {
    const claims = await this.claims();
    // Asked last: other servers go on signing meanwhile, and what was claimed before it must be there.
    const size = await this.logs.size();
    for (const { size: claimed, root, where } of claims) {
      if (claimed > size) {
        throw new AuditFault(
          `The log has ${size} leaves, but ${where} says ${claimed}: this database is older. ${ADVICE}`,
        );
      }
      if ((await this.logs.rootHex(claimed)) === root) continue;
      throw new AuditFault(`The first ${claimed} leaves of the log are not those of ${where}. ${ADVICE}`);
    }
  }

  private async claims() {
    const last = await this.logs.findCheckpoint();
    const claims = last ? [{ size: last.tree_size, root: last.root, where: 'its last checkpoint' }] : [];
    const note = readCheckpointFile(this.env.dataDir);
    if (note === null) return claims;
    const where = checkpointPath(this.env.dataDir);
    const publicKeys = await this.keys.publicKeys();
    try {
      const { size, root } = openCheckpoint(note, publicKeys);
      return [...claims, { size, root: Buffer.from(root).toString('hex'), where }];
    } catch (error) {
      throw new AuditFault(`${where} cannot be believed: ${(error as Error).message} ${ADVICE}`);
    }
  }

  /** A million contracts are four million leaves: an idle service has checked them after an hour. */
  private async checkAll(signal: AbortSignal): Promise<void> {
    const rest = async (workedMs: number) => {
      await restAfter(workedMs, signal);
      signal.throwIfAborted();
    };
    try {
      await this.audit.check(undefined, rest);
    } catch (error) {
      if (!(error instanceof AuditFault)) throw error;
      this.isSound = false;
      this.worker.halt();
      this.log.error(`${error.message} Nothing more is signed. ${ADVICE}`);
    }
  }
}
