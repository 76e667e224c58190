/** Logins: each has one living refresh token, and ends as a whole. */
import { Injectable } from '@nestjs/common';
import { randomToken, uuidv7 } from '../crypto/ids.js';
import { sha256Hex } from '../crypto/secrets.js';
import { RefreshToken, Session } from '../persistence/access.entities.js';
import type { Tx } from '../transactions/tx.js';

const DAY_MS = 86_400_000;
const LIFETIME_MS = 30 * DAY_MS;
const KEPT_MS = DAY_MS; // past its end
const SWEPT_AT_ONCE = 200;

/** `rt_` and 256 bits. */
export const newRefreshToken = (): string => `rt_${randomToken(32)}`;

export type Ending = 'logout' | 'reuse' | 'password' | 'command';

@Injectable()
export class SessionsService {
  async open(tx: Tx, subject: string, refreshToken: string, now: Date): Promise<string> {
    await this.sweep(tx, now);
    const id = uuidv7(now.getTime());
    const created_at = now.toISOString();
    await tx.insert(Session, {
      id,
      subject,
      created_at,
      expires_at: new Date(now.getTime() + LIFETIME_MS).toISOString(),
    });
    await tx.insert(RefreshToken, {
      ...{ token_hash: sha256Hex(refreshToken), session_id: id, generation: 1, issued_at: created_at },
    });
    return id;
  }

  async end(tx: Tx, id: string, by: Ending, now: Date): Promise<void> {
    await tx.sql`UPDATE sessions SET ended_at = ${now.toISOString()}, ended_by = ${by}
      WHERE id = ${id} AND ended_at IS NULL`;
  }

  /** All of a subject's, but for the one it keeps. */
  async endAll(tx: Tx, subject: string, by: Ending, now: Date, kept = ''): Promise<void> {
    await tx.sql`UPDATE sessions SET ended_at = ${now.toISOString()}, ended_by = ${by}
      WHERE subject = ${subject} AND ended_at IS NULL AND id <> ${kept}`;
  }

  /** Past ones are let go a few rows at a time. */
  private async sweep(tx: Tx, now: Date): Promise<void> {
    const before = new Date(now.getTime() - KEPT_MS).toISOString();
    await tx.sql`DELETE FROM refresh_tokens WHERE token_hash IN (
      SELECT r.token_hash FROM sessions s JOIN refresh_tokens r ON r.session_id = s.id
      WHERE s.expires_at < ${before} LIMIT ${SWEPT_AT_ONCE})`;
    await tx.sql`DELETE FROM sessions WHERE id IN (SELECT s.id FROM sessions s WHERE s.expires_at < ${before}
      AND NOT EXISTS (SELECT 1 FROM refresh_tokens r WHERE r.session_id = s.id) LIMIT ${SWEPT_AT_ONCE})`;
  }
}
