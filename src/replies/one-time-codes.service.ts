/**
 * One-time codes for answers over REST. Whoever asks is counted and answered in the same way, party or stranger,
 * contract or none; only a party's phone gets a text.
 */
import { Inject, Injectable } from '@nestjs/common';
import { TextLimitsService } from '../budgets/text-limits.service.js';
import { aboutParty } from '../confirmations/asking.service.js';
import { uuidv7 } from '../crypto/ids.js';
import { equalSecrets } from '../crypto/secrets.js';
import { CodesService } from '../messaging/codes.service.js';
import { MessagesService } from '../messaging/messages.service.js';
import type { ContractVersion, Party } from '../persistence/contract.entities.js';
import { OneTimeCode } from '../persistence/message.entities.js';
import { Problem } from '../problems/problem.js';
import { retryAfter } from '../problems/retry-after.js';
import { type Language, wordingFor } from '../texts/wording.js';
import type { Tx } from '../transactions/tx.js';

const VALID_MS = 10 * 60 * 1_000;
const HOUR_MS = 60 * 60 * 1_000;
const SENDS_AN_HOUR = 5;
const TRIES = 5;

/** Whoever asks; `asked` when the number is a party's. */
export interface CodeRequest {
  contractId: string;
  phoneNumber: string;
  asked: { party: Party; version: ContractVersion; accountId: string } | null;
  now: Date;
}

@Injectable()
export class OneTimeCodesService {
  constructor(
    @Inject(CodesService) private readonly codes: CodesService,
    @Inject(MessagesService) private readonly messages: MessagesService,
    @Inject(TextLimitsService) private readonly limits: TextLimitsService,
  ) {}

  /** Returns when the code stops being valid. */
  async send(tx: Tx, request: CodeRequest): Promise<string> {
    const { contractId, phoneNumber, asked, now } = request;
    await this.limits.assertNotPaused(tx, phoneNumber, asked?.accountId ?? null, now);
    await this.lock(tx, request);
    const earlier = await this.listRecent(tx, request);
    if (earlier.length >= SENDS_AN_HOUR) throw tooMany(earlier.at(-1)!, now);
    const expires_at = new Date(now.getTime() + VALID_MS).toISOString();
    const row: OneTimeCode = {
      id: uuidv7(),
      contract_id: contractId,
      asked_by: this.codes.hashOfNumber(phoneNumber),
      version: asked?.version.version ?? null,
      contract_hash: asked?.version.contract_hash ?? null,
      party_id: asked?.party.party_id ?? null,
      counter:
        earlier.length > 0 ? Math.max(...earlier.map((code) => code.counter)) + 1 : now.getTime() % 1_000_000_000,
      tries: 0,
      created_at: now.toISOString(),
      expires_at,
      used_at: null,
    };
    await tx.insert(OneTimeCode, row);
    // An answer that comes too late is told so when the code is used; no text is sent for it.
    if (asked && (asked.party.open_until ?? '') > now.toISOString()) {
      const { party, accountId } = asked;
      const text = wordingFor(party.language as Language).oneTimeCode(contractId);
      const about = aboutParty(accountId, party);
      const codeCounter = row.counter;
      await this.messages.queue(tx, { about, to: party.phone_number, kind: 'one_time_code', text, codeCounter, now });
    }
    return expires_at;
  }

  /** Counts the try, and uses the code up when it is the right one. The same work whoever asks. */
  async use(tx: Tx, request: CodeRequest, code: string): Promise<boolean> {
    const { asked, contractId, now } = request;
    await this.lock(tx, request);
    const [latest] = await this.listRecent(tx, request);
    const isAlive = latest !== undefined && latest.tries < TRIES && latest.used_at === null;
    const isInTime = (latest?.expires_at ?? '') > now.toISOString();
    const isBound = asked !== null && latest?.contract_hash === asked.version.contract_hash;
    const expected = this.codes.codeFor({
      contractId,
      version: latest?.version ?? 0,
      partyId: latest?.party_id ?? 'p0',
      purpose: 'one-time',
      counter: latest?.counter ?? 0,
    });
    const isRight = equalSecrets(expected, code) && isAlive && isInTime && isBound;
    if (latest) {
      const used_at = isRight ? now.toISOString() : latest.used_at;
      await tx.update(OneTimeCode, { id: latest.id }, { tries: latest.tries + 1, used_at });
    }
    return isRight;
  }

  /** One at a time for a contract and number: tries and sends are counted, and a code is used once. */
  private lock(tx: Tx, { contractId, phoneNumber }: CodeRequest): Promise<void> {
    return tx.lock(`${contractId} ${this.codes.hashOfNumber(phoneNumber)}`);
  }

  /** Codes sent in the last hour for this contract and number, newest first. */
  private async listRecent(tx: Tx, { contractId, phoneNumber, now }: CodeRequest): Promise<OneTimeCode[]> {
    const since = new Date(now.getTime() - HOUR_MS).toISOString();
    return tx.sql<OneTimeCode>`SELECT * FROM one_time_codes
      WHERE contract_id = ${contractId} AND asked_by = ${this.codes.hashOfNumber(phoneNumber)}
        AND created_at > ${since} ORDER BY created_at DESC, id DESC`;
  }
}

function tooMany(oldest: OneTimeCode, now: Date): Problem {
  return new Problem('too-many-requests', `At most ${SENDS_AN_HOUR} codes an hour for one contract and number`, {
    headers: retryAfter(Date.parse(oldest.created_at) + HOUR_MS, now),
  });
}
