/** How many texts may go to one number, and to one dial prefix, within 24 hours. */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { uuidv7Floor } from '../crypto/ids.js';
import { dialPrefix } from '../phones/phone-number.js';
import type { Tx } from '../transactions/tx.js';
import type { Held } from './held-back.js';
import { LOOK_BACK_MS, minuteOf, PausedPrefixesService } from './paused-prefixes.service.js';

const MINUTE_MS = 60 * 1_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
// Whoever texts STOP is told that it was heard, however many texts came before.
const ALWAYS = 'stopped';
/** What asks somebody; the rest tells how it ended, or answers a text. */
const ASKING = new Set(['invitation', 'reminder', 'one_time_code']);

export interface WishedText {
  to: string;
  kind: string;
  accountId: string | null;
  now: Date;
}

@Injectable()
export class TextTrafficService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(PausedPrefixesService) private readonly pauses: PausedPrefixesService,
  ) {}

  /** Whether traffic by dial prefix is of use to a limit. */
  private get isCounting(): boolean {
    const { textsPerPrefix, unanswered } = this.env.texting;
    return textsPerPrefix !== null || unanswered !== null;
  }

  /** Before the texts of one transaction are judged one by one: in one order for all writers. */
  async lock(tx: Tx, numbers: string[]): Promise<void> {
    const names = [
      ...(this.env.texting.textsPerNumber === null ? [] : numbers),
      ...(this.isCounting ? new Set(numbers.map(dialPrefix)) : []),
    ];
    if (names.length > 0) await tx.lock(...names.map((name) => `texts to ${name}`).sort());
  }

  /** @param before texts of this transaction that are for the same number, and not in the table yet */
  async whyNot(tx: Tx, text: WishedText, before: number): Promise<Held | null> {
    const { to, kind, accountId, now } = text;
    const prefix = this.isCounting ? dialPrefix(to) : '';
    const paused = ASKING.has(kind) ? await this.pauses.whyNot(tx, prefix, accountId, now) : null;
    if (paused || kind === ALWAYS) return paused;
    return (await this.overNumber(tx, to, before, now)) ?? (await this.overPrefix(tx, prefix, now));
  }

  private async overNumber(tx: Tx, to: string, before: number, now: Date): Promise<Held | null> {
    const limit = this.env.texting.textsPerNumber;
    if (limit === null) return null;
    const since = now.getTime() - DAY_MS;
    // What was held back at once cost nothing; what was withdrawn since may have been on its way.
    const recent = await tx.sql<{ created_at: string }>`SELECT created_at FROM messages
      WHERE phone_number = ${to} AND id > ${uuidv7Floor(since)} AND created_at > ${new Date(since).toISOString()}
        AND direction = 'out' AND kind <> ${ALWAYS}
        AND NOT (status = 'suppressed' AND failure_reason <> 'no-longer-open')
      ORDER BY id DESC LIMIT ${limit}`;
    if (recent.length + before < limit) return null;
    const oldest = recent.at(-1)?.created_at ?? now.toISOString();
    return { reason: 'number-limit', until: Date.parse(oldest) + DAY_MS };
  }

  private async overPrefix(tx: Tx, prefix: string, now: Date): Promise<Held | null> {
    const limit = this.env.texting.textsPerPrefix;
    if (limit === null) return null;
    const [recent] = await tx.sql<{ texts: number | string; oldest: string | null }>`
      SELECT COALESCE(SUM(texts), 0) AS texts, MIN(minute) AS oldest FROM prefix_traffic
      WHERE prefix = ${prefix} AND minute >= ${minuteOf(now.getTime() - DAY_MS)}`;
    if (Number(recent!.texts) < limit) return null;
    // A minute counts until its last second is a day old.
    return { reason: 'prefix-limit', until: Date.parse(`${recent!.oldest}Z`) + MINUTE_MS + DAY_MS };
  }

  /** The text goes. */
  async count(tx: Tx, to: string, now: Date): Promise<void> {
    if (!this.isCounting) return;
    const prefix = dialPrefix(to);
    const [counted] = await tx.sql<{ texts: number }>`INSERT INTO prefix_traffic (prefix, minute, texts)
      VALUES (${prefix}, ${minuteOf(now.getTime())}, 1)
      ON CONFLICT (prefix, minute) DO UPDATE SET texts = prefix_traffic.texts + 1 RETURNING texts`;
    if (counted!.texts > 1) return;
    await tx.sql`DELETE FROM prefix_traffic
      WHERE prefix = ${prefix} AND minute < ${minuteOf(now.getTime() - LOOK_BACK_MS)}`;
  }
}
