/** Runs what a request changes, and makes its answer, in one transaction; with an Idempotency-Key the answer is kept in it. */
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { COMMUNITY } from '../accounts/community.js';
import { IdempotencyService, type KeptAnswer, type KeyedRequest } from '../idempotency/idempotency.service.js';
import { canonicalize } from '../json/canonical-json.js';
import { PROBLEM_TYPE, problemBody } from '../problems/problem.filter.js';
import { Problem } from '../problems/problem.js';
import { addressOf } from '../throttling/rate-limits.service.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import type { Exchange } from './exchange.decorators.js';
import { RecordedRefusal } from './recorded-refusal.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const MAX_KEY_LENGTH = 255;
// Another try may end otherwise.
const NEVER_KEPT = new Set([401, 403, 429]);

export interface Answer {
  status: number;
  body: object;
  location?: string;
}

/** A Problem that is returned is answered with what was written; one that is thrown undoes it. */
type WriteWork = (tx: Tx) => Promise<Answer | Problem>;

type FormWork = (tx: Tx) => Promise<string>;

interface KeyedForm {
  key: string;
  /** What was asked for, as JSON: with another one the key is refused. */
  body: object;
}

@Injectable()
export class WritesService {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
  ) {}

  /** Returns the body to send; status and headers are set. */
  async run({ request, reply }: Exchange, now: Date, work: WriteWork): Promise<string> {
    const keyed = keyedRequest(request);
    const running = keyed ? this.runKeyed(keyed, request, now, work) : this.runOnce(work);
    const { answer, isReplay } = await running.catch((error) => this.recordRefusal(error));
    if (isReplay) reply.header('Idempotency-Replayed', 'true');
    reply.status(answer.status).headers(answer.headers);
    return answer.body;
  }

  /** For pages, which make their answer themselves. */
  async settle<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transactions.run(work).catch((error) => this.recordRefusal(error));
  }

  /**
   * The same for a form that carries a key of its own: what a second click, or loading the page again, sends once more is
   * done once. Returns the word that `work` gave the first time.
   */
  async settleOnce(request: Exchange['request'], { key, body }: KeyedForm, now: Date, work: FormWork): Promise<string> {
    const settled = this.transactions.run((tx) =>
      this.idempotency.once(tx, keyedBy(key, request, body), now, async () => {
        return { status: 303, headers: {}, body: await work(tx) };
      }),
    );
    const { answer } = await settled.catch((error) => this.recordRefusal(error));
    return answer.body;
  }

  private async recordRefusal(error: unknown): Promise<never> {
    if (error instanceof RecordedRefusal) await this.transactions.run((tx) => error.record(tx));
    throw error;
  }

  private async runOnce(work: WriteWork) {
    const answer = await this.transactions.run(work);
    if (answer instanceof Problem) throw answer;
    return { answer: rendered(answer), isReplay: false };
  }

  private runKeyed(keyed: KeyedRequest, request: FastifyRequest, now: Date, work: WriteWork) {
    return this.transactions.run((tx) =>
      this.idempotency.once(tx, keyed, now, async () => {
        const answer = await tx.attempt(() => work(tx)).catch(problemToKeep);
        return answer instanceof Problem ? renderedProblem(answer, request) : rendered(answer);
      }),
    );
  }
}

function problemToKeep(error: unknown): Problem {
  if (error instanceof Problem && error.status < 500 && !NEVER_KEPT.has(error.status)) return error;
  throw error;
}

const rendered = ({ status, body, location }: Answer): KeptAnswer => ({
  status,
  headers: { 'Content-Type': JSON_TYPE, ...(location !== undefined && { Location: location }) },
  body: JSON.stringify(body),
});

const renderedProblem = (problem: Problem, request: FastifyRequest): KeptAnswer => ({
  status: problem.status,
  headers: { 'Content-Type': PROBLEM_TYPE },
  body: JSON.stringify(problemBody(problem, request)),
});

function keyedRequest(request: Exchange['request']): KeyedRequest | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || key === '' || key.length > MAX_KEY_LENGTH) {
    throw new Problem('invalid-parameter', `Idempotency-Key must have 1 to ${MAX_KEY_LENGTH} characters`);
  }
  return keyedBy(key, request, request.body ?? null);
}

function keyedBy(key: string, request: Exchange['request'], body: unknown): KeyedRequest {
  const { method, url, caller } = request;
  return {
    accountId: caller?.accountId ?? COMMUNITY,
    caller: caller?.id ?? `address ${addressOf(request)}`,
    key,
    request: `${method} ${url.split('?', 1)[0]}\n${canonicalize(body)}`,
  };
}
