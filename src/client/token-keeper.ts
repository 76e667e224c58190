/** Holds the tokens of a client, and renews them once for all who wait. */
import type { Access, Proof } from './access.js';
import type { Tokens } from './access-types.js';
import { isRefusal, type Obtain } from './token-calls.js';

const MARGIN_MS = 30_000; // a token is renewed that long before its end, or a tenth of its life if that is shorter
const MARGIN_SHARE = 0.1;
const REFUSAL_KEPT_MS = 10_000; // so that whoever comes a moment later does not ask again, nor lock the account

interface KeeperParts {
  /** Null where no other token can be had. */
  obtain: Obtain | null;
  first?: Tokens;
  now: () => number;
  onTokens: ((tokens: Tokens) => void | Promise<void>) | null;
}

export class TokenKeeper implements Access {
  readonly #parts: KeeperParts;
  #held: Tokens | null;
  #renewAt = Number.POSITIVE_INFINITY;
  #pending: Promise<Tokens> | null = null;
  #refusal: { error: unknown; until: number } | null = null;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#held = parts.first ?? null;
  }

  async prove(): Promise<Proof> {
    const isDue = this.#held === null || this.#parts.now() >= this.#renewAt;
    return proofOf(isDue ? await this.#renewed() : this.#held!);
  }

  async renew(refused: Proof): Promise<boolean> {
    if (this.#parts.obtain === null || this.#held === null) return false;
    if (refused.headers.Authorization === proofOf(this.#held).headers.Authorization) await this.#renewed();
    return true; // renewed now, or by another call meanwhile
  }

  /** Gives up what is held, renewed if that was due or under way; null when there was nothing. */
  async release(): Promise<Tokens | null> {
    if (this.#held !== null) await this.prove();
    while (this.#pending !== null) await this.#pending;
    const held = this.#held;
    this.#held = null;
    return held;
  }

  #renewed(): Promise<Tokens> {
    this.#pending ??= this.#obtain().finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  async #obtain(): Promise<Tokens> {
    const { obtain, now, onTokens } = this.#parts;
    if (this.#refusal !== null && now() < this.#refusal.until) throw this.#refusal.error;
    if (obtain === null) throw new Error('This client has logged out: make another one');
    const askedAt = now();
    const tokens = await obtain(this.#held).catch((error: unknown) => {
      if (isRefusal(error)) this.#refusal = { error, until: now() + REFUSAL_KEPT_MS };
      throw error;
    });
    this.#held = tokens;
    this.#renewAt = renewalOf(tokens, askedAt);
    await onTokens?.(tokens);
    return tokens;
  }
}

function renewalOf({ expiresAt }: Tokens, askedAt: number): number {
  if (expiresAt === null) return Number.POSITIVE_INFINITY;
  return expiresAt - Math.min(MARGIN_MS, (expiresAt - askedAt) * MARGIN_SHARE);
}

const proofOf = ({ token }: Tokens): Proof => ({ headers: { Authorization: `Bearer ${token}` } });
