/** Logins: each has one living refresh token, and ends as a whole. */
import { Inject, Injectable } from '@nestjs/common';
import { randomToken, uuidv7 } from '../crypto/ids.js';
import { sha256Hex } from '../crypto/secrets.js';
import { RefreshToken, Session } from '../persistence/access.entities.js';
import { Reads } from '../transactions/reads.js';
import { Transactions, type Tx } from '../transactions/tx.js';

const DAY_MS = 86_400_000;
const LIFETIME_MS = 30 * DAY_MS;
// As NIST SP 800-63B asks of two factors: 12 hours in all, half an hour of doing nothing.
const IN_BROWSER_MS = 12 * 60 * 60_000;
const IDLE_MS = 30 * 60_000;
const SEEN_EVERY_MS = 60_000;
const KEPT_MS = DAY_MS; // past its end
const SWEPT_AT_ONCE = 200;

/** `rt_` and 256 bits. */
export const newRefreshToken = (): string => `rt_${randomToken(32)}`;
/** `bt_` and 256 bits: what a browser's cookie holds. It is never exchanged for another. */
export const newBrowserToken = (): string => `bt_${randomToken(32)}`;
const isBrowserToken = (token: string): boolean => token.startsWith('bt_');

export type Ending = 'logout' | 'reuse' | 'password' | 'command';

@Injectable()
export class SessionsService {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Transactions) private readonly transactions: Transactions,
  ) {}

  /** @param token a refresh token, or a browser's */
  async open(tx: Tx, subject: string, token: string, now: Date): Promise<string> {
    await this.sweep(tx, now);
    const isBrowser = isBrowserToken(token);
    const id = uuidv7(now.getTime());
    const created_at = now.toISOString();
    await tx.insert(Session, {
      id,
      subject,
      created_at,
      expires_at: new Date(now.getTime() + (isBrowser ? IN_BROWSER_MS : LIFETIME_MS)).toISOString(),
      seen_at: isBrowser ? created_at : null,
    });
    await tx.insert(RefreshToken, {
      ...{ token_hash: sha256Hex(token), session_id: id, generation: 1, issued_at: created_at },
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

  /** The login of a browser's token, while somebody is there. `isThere`: this very request shows it. */
  async findInBrowser(token: string, isThere: boolean, now: Date): Promise<Pick<Session, 'id' | 'subject'> | null> {
    if (!isBrowserToken(token)) return null;
    const idleSince = new Date(now.getTime() - IDLE_MS).toISOString();
    const [row] = await this.reads.sql<Session>`SELECT s.id, s.subject, s.seen_at
      FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id
      WHERE r.token_hash = ${sha256Hex(token)} AND s.ended_at IS NULL AND s.expires_at > ${now.toISOString()}
        AND s.seen_at > ${idleSince}`;
    if (!row) return null;
    if (isThere && now.getTime() - Date.parse(row.seen_at!) > SEEN_EVERY_MS) await this.see(row.id, now);
    return row;
  }

  private async see(id: string, now: Date): Promise<void> {
    await this.transactions.run(async (tx) => {
      await tx.sql`UPDATE sessions SET seen_at = ${now.toISOString()} WHERE id = ${id} AND ended_at IS NULL`;
    });
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
