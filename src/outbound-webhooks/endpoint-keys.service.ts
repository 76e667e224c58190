/** The secrets an endpoint's webhooks are signed with, and its key pair. SECRET_KEY may be rotated: the data key stays. */
import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { parseSigningKey, type SigningKey } from '../crypto/ed25519.js';
import { uuidv7 } from '../crypto/ids.js';
import { WebhookSecret } from '../persistence/webhook.entities.js';
import { DataKeyService } from '../sealing/data-key.service.js';
import { Reads } from '../transactions/reads.js';
import type { Tx } from '../transactions/tx.js';
import { type WebhookKeys, writePublicKey, writeSecret } from './webhook-signature.js';

export interface MadeSecret {
  /** Shown once. */
  secret: string;
  row: WebhookSecret;
}

// The header grows with each.
const MOST_FORMER = 4;

@Injectable()
export class EndpointKeysService {
  constructor(
    @Inject(DataKeyService) private readonly dataKey: DataKeyService,
    @Inject(Reads) private readonly reads: Reads,
  ) {}

  /** Outside a transaction: the first use of the data key writes it. */
  async make(endpointId: string, now: Date): Promise<MadeSecret> {
    const secret = writeSecret(randomBytes(32));
    const sealed = await this.dataKey.seal(secret, contextOf(endpointId));
    const row = { id: uuidv7(), endpoint_id: endpointId, sealed, created_at: now.toISOString(), expires_at: null };
    return { secret, row };
  }

  /** The last few before it count until `end`, or until they would have ended anyway. */
  async replace(tx: Tx, { row }: MadeSecret, end: Date, now: Date): Promise<void> {
    const [until, at] = [end.toISOString(), now.toISOString()];
    await tx.sql`UPDATE webhook_secrets SET expires_at = ${until}
      WHERE endpoint_id = ${row.endpoint_id} AND (expires_at IS NULL OR expires_at > ${until})`;
    await tx.sql`DELETE FROM webhook_secrets WHERE endpoint_id = ${row.endpoint_id} AND (expires_at <= ${at}
      OR id NOT IN (SELECT id FROM webhook_secrets WHERE endpoint_id = ${row.endpoint_id} ORDER BY id DESC LIMIT ${MOST_FORMER}))`;
    await tx.insert(WebhookSecret, row);
  }

  async of(endpointId: string, now: Date): Promise<WebhookKeys> {
    const rows = await this.reads.sql<WebhookSecret>`SELECT * FROM webhook_secrets
      WHERE endpoint_id = ${endpointId} AND (expires_at IS NULL OR expires_at > ${now.toISOString()}) ORDER BY id DESC`;
    const secrets: string[] = [];
    for (const { sealed } of rows) secrets.push(await this.dataKey.unseal(sealed, contextOf(endpointId)));
    return { secrets, key: await this.keyOf(endpointId) };
  }

  async publicKeyOf(endpointId: string): Promise<string> {
    return writePublicKey(await this.keyOf(endpointId));
  }

  /** Not the key of receipts: what is signed here must never pass for something signed there. */
  private async keyOf(endpointId: string): Promise<SigningKey> {
    return parseSigningKey((await this.dataKey.derive(`ndiyo/webhook-endpoint/${endpointId}`)).toString('hex'));
  }
}

const contextOf = (endpointId: string): string => `webhook_secrets ${endpointId}`;
