/**
 * Seals what must be recoverable (TOTP secrets, webhook secrets) and derives signing secrets, under one stored key that
 * SECRET_KEY wraps: rotating SECRET_KEY re-wraps that key alone.
 */
import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { SECRETS, type Secrets } from '../config/secrets.js';
import { decodeBase64url, encodeBase64url } from '../crypto/base64url.js';
import { seal, unseal } from '../crypto/seal.js';
import { deriveKey } from '../crypto/secrets.js';
import { DataKey } from '../persistence/access.entities.js';
import { Reads } from '../transactions/reads.js';
import { Transactions } from '../transactions/tx.js';

const ID = 'data';
const CONTEXT = 'data_keys data';

@Injectable()
export class DataKeyService implements OnModuleInit {
  private opened: Promise<Buffer> | null = null;

  constructor(
    @Inject(SECRETS) private readonly secrets: Secrets,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Transactions) private readonly transactions: Transactions,
  ) {}

  /** A start with the wrong SECRET_KEY is refused, before anything is sealed with it. */
  async onModuleInit(): Promise<void> {
    const stored = await this.find();
    if (stored) this.opened = Promise.resolve(this.open(stored));
  }

  async seal(text: string, context: string): Promise<string> {
    return seal(await this.key(), text, context);
  }

  /** @throws Error when the text was changed, or sealed for another context */
  async unseal(sealed: string, context: string): Promise<string> {
    return unseal(await this.key(), sealed, context);
  }

  /** 32 bytes for one purpose; the same ones after any rotation of SECRET_KEY. */
  async derive(purpose: string): Promise<Buffer> {
    return deriveKey(encodeBase64url(await this.key()), purpose);
  }

  /** Wraps the stored key with SECRET_KEY, whichever of the two secrets it is wrapped with now. False: there is none yet. */
  async rewrap(): Promise<boolean> {
    const stored = await this.find();
    if (!stored) return false;
    const sealed_key = this.wrap(this.open(stored));
    await this.transactions.run((tx) => tx.update(DataKey, { id: ID }, { sealed_key }));
    return true;
  }

  private key(): Promise<Buffer> {
    this.opened ??= this.load().catch((error) => {
      this.opened = null; // a database that is away for a moment is asked again
      throw error;
    });
    return this.opened;
  }

  private async load(): Promise<Buffer> {
    const stored = (await this.find()) ?? (await this.make());
    return this.open(stored);
  }

  private async find(): Promise<DataKey | undefined> {
    return (await this.reads.sql<DataKey>`SELECT * FROM data_keys WHERE id = ${ID}`)[0];
  }

  /** Two processes at once get the same one. */
  private async make(): Promise<DataKey> {
    const row = { id: ID, sealed_key: this.wrap(randomBytes(32)), created_at: new Date().toISOString() };
    const isOurs = await this.transactions.run((tx) => tx.insertNew(DataKey, row));
    return isOurs ? row : (await this.find())!;
  }

  private wrap(key: Buffer): string {
    return seal(wrappingKey(this.secrets.secretKey), encodeBase64url(key), CONTEXT);
  }

  private open({ sealed_key }: DataKey): Buffer {
    const { secretKey, secretKeyPrevious } = this.secrets;
    for (const secret of [secretKey, secretKeyPrevious]) {
      if (secret === null) continue;
      try {
        return decodeBase64url(unseal(wrappingKey(secret), sealed_key, CONTEXT));
      } catch {
        // the other one may open it
      }
    }
    throw new Error(
      'SECRET_KEY is not the one this database was used with: set the former one as SECRET_KEY_PREVIOUS, then run `npm run cli -- rewrap`',
    );
  }
}

const wrappingKey = (secret: string): Buffer => deriveKey(secret, 'ndiyo/data-key');
