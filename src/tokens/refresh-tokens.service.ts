/** Refresh tokens: opaque, used once. A second use, but for an honest repeat at once, means that two hold the same one. */
import { Inject, Injectable } from '@nestjs/common';
import { sha256Hex } from '../crypto/secrets.js';
import { RefreshToken, type Session } from '../persistence/access.entities.js';
import { DataKeyService } from '../sealing/data-key.service.js';
import { FOR_UPDATE } from '../transactions/sql.js';
import type { Tx } from '../transactions/tx.js';
import { newRefreshToken, SessionsService } from './sessions.service.js';

const GRACE_MS = 10_000; // a client whose answer was lost asks again; it gets the same successor

export interface Successor {
  token: string;
  sealed: string;
}

export type Rotation =
  | { end: 'unknown' }
  | { end: 'reused' | 'rotated' | 'repeated'; subject: string; sessionId: string; sealed: string };

type Row = RefreshToken & Pick<Session, 'subject' | 'expires_at' | 'ended_at'>;

const contextOf = (token: string) => `refresh_tokens ${sha256Hex(token)}`;

@Injectable()
export class RefreshTokensService {
  constructor(
    @Inject(DataKeyService) private readonly dataKey: DataKeyService,
    @Inject(SessionsService) private readonly sessions: SessionsService,
  ) {}

  /** Made before the transaction: sealing may have to read. */
  async prepare(presented: string): Promise<Successor> {
    const token = newRefreshToken();
    return { token, sealed: await this.dataKey.seal(token, contextOf(presented)) };
  }

  /** A reuse ends the session: what was found is returned, not thrown, so that this stays written. */
  async rotate(tx: Tx, presented: string, { token, sealed }: Successor, now: Date): Promise<Rotation> {
    const [row] = await tx.sql<Row>`SELECT r.*, s.subject, s.expires_at, s.ended_at
      FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id
      WHERE r.token_hash = ${sha256Hex(presented)} AND s.seen_at IS NULL ${FOR_UPDATE}`;
    if (!row || row.ended_at !== null || row.expires_at <= now.toISOString()) return { end: 'unknown' };
    const { subject, session_id: sessionId, generation } = row;
    if (row.replaced_at !== null) {
      if (row.sealed_successor !== null && now.getTime() - Date.parse(row.replaced_at) <= GRACE_MS) {
        return { end: 'repeated', subject, sessionId, sealed: row.sealed_successor };
      }
      await this.sessions.end(tx, sessionId, 'reuse', now);
      return { end: 'reused', subject, sessionId, sealed: '' };
    }
    const issued_at = now.toISOString();
    // Only the immediately previous one may be repeated: the one before it loses its successor.
    await tx.update(RefreshToken, { session_id: sessionId, generation: generation - 1 }, { sealed_successor: null });
    const replaced = { replaced_at: issued_at, sealed_successor: sealed };
    await tx.update(RefreshToken, { token_hash: row.token_hash }, replaced);
    await tx.insert(RefreshToken, {
      ...{ token_hash: sha256Hex(token), session_id: sessionId, generation: generation + 1, issued_at },
    });
    return { end: 'rotated', subject, sessionId, sealed };
  }

  /** The token that whoever presented the former one gets. */
  open(presented: string, sealed: string): Promise<string> {
    return this.dataKey.unseal(sealed, contextOf(presented));
  }

  async findSession(tx: Tx, presented: string): Promise<Pick<Session, 'id' | 'subject'> | undefined> {
    const [row] = await tx.sql<Pick<Session, 'id' | 'subject'>>`SELECT s.id, s.subject
      FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id
      WHERE r.token_hash = ${sha256Hex(presented)} AND s.ended_at IS NULL`;
    return row;
  }
}
