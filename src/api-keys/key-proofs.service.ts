/** Whether a key that was sent is one of ours and may be used now, from there. What is wrong with it is not told. */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { equalSecrets, sha256Hex } from '../crypto/secrets.js';
import type { ApiKey } from '../persistence/access.entities.js';
import { Reads } from '../transactions/reads.js';
import { isAllowed } from './allowed-addresses.js';
import { readKey } from './api-key.js';
import { isInForce } from './api-keys.service.js';
import { KeyMarksService } from './key-marks.service.js';

// Looked up for what names no key, so that it takes as long.
const NO_KEY = { id: '-', secret_hash: sha256Hex('') };

export const NOT_VALID = { fault: 'The credential is not valid here' } as const;

export type Proof = { key: ApiKey } | { fault: string };

@Injectable()
export class KeyProofsService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(KeyMarksService) private readonly marks: KeyMarksService,
  ) {}

  /** A key sent whole. */
  async prove(text: string, address: string, now: Date): Promise<Proof> {
    const key = await this.find(readKey(text, this.env.environment)?.id);
    const isRight = equalSecrets(sha256Hex(text), (key ?? NO_KEY).secret_hash);
    if (!key || !isRight || !this.mayBeUsed(key, address, now)) return NOT_VALID;
    this.noteUse(key, now);
    return { key };
  }

  noteUse(key: ApiKey, now: Date): void {
    this.marks.used(key, now);
  }

  async find(id: string = NO_KEY.id): Promise<ApiKey | undefined> {
    const [row] = await this.reads.sql<ApiKey>`SELECT * FROM api_keys WHERE id = ${id}`;
    return row;
  }

  /** Asked once the caller has proven to hold it: only then is a refusal worth noting. */
  mayBeUsed(key: ApiKey, address: string, now: Date): boolean {
    if (!isInForce(key, now)) return false;
    if (key.allowed_ips === null || isAllowed(address, key.allowed_ips.split(' '))) return true;
    this.marks.refused(key, address, now);
    return false;
  }
}
