/** A new signing key in place of the current one, which is forgotten but for its public half. */
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { AccessEventsService } from '../accounts/access-events.service.js';
import { COMMUNITY } from '../accounts/community.js';
import { ENV, type Env } from '../config/env.js';
import { createSecretFile, replaceSecretFile } from '../config/secret-file.js';
import { SIGNING_KEY_FILE } from '../config/secrets.js';
import { generateSigningKeyPem, parseSigningKey } from '../crypto/ed25519.js';
import { Transactions } from '../transactions/tx.js';
import { SigningKeysService } from './signing-keys.service.js';

export interface Rotation {
  formerKid: string;
  kid: string;
  /** Where the new private key is. */
  path: string;
  /** The service finds it there by itself. */
  isKept: boolean;
}

@Injectable()
export class KeyRotationService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(SigningKeysService) private readonly keys: SigningKeysService,
    @Inject(AccessEventsService) private readonly accessEvents: AccessEventsService,
    @Inject(Transactions) private readonly transactions: Transactions,
  ) {}

  /**
   * @param out where the new key goes, when the current one is given in the environment and not kept in DATA_DIR
   * @throws Error with a sentence an operator can act on
   */
  async rotate(out: string | undefined, now: Date): Promise<Rotation> {
    const isKept = this.env.signaturePrivateKey === null;
    const path = isKept ? join(this.env.dataDir, SIGNING_KEY_FILE) : out;
    if (path === undefined) throw new Error(`The key is given by SIGNATURE_PRIVATE_KEY. ${SAY_OUT}`);
    if (isKept && out !== undefined) throw new Error(`The key is kept in ${path} and replaced there, without --out.`);
    const pem = generateSigningKeyPem();
    const { kid } = parseSigningKey(pem);
    // Before it can be lost: what it signed must verify for ever.
    await this.keys.recordUse(now);
    if (isKept) replaceSecretFile(path, pem);
    else if (!create(path, pem)) throw new Error(`${path} is there already, and is not overwritten.`);
    const formerKid = this.keys.current.kid;
    await this.transactions.run((tx) =>
      this.accessEvents.record(
        tx,
        {
          ...{ accountId: COMMUNITY, type: 'signing-key.rotated', actor: 'command line' },
          ...{ subject: `signing-key ${formerKid}`, details: { by: kid } },
        },
        now,
      ),
    );
    return { formerKid, kid, path, isKept };
  }
}

const SAY_OUT = 'Say --out <file>: a new one is written there.';

function create(path: string, pem: string): boolean {
  try {
    return createSecretFile(path, pem);
  } catch (cause) {
    throw new Error(`${path} cannot be written: ${(cause as Error).message}`);
  }
}
