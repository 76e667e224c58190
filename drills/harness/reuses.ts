/** Uses one key many times at once, and judges the answers: all the same bytes, all but one marked as a replay. */
import { type Answer, isProblem, postJson } from './client.js';
import { CONTRACTS, type Wish } from './wishes.js';

export class Reuses {
  readonly figures = { uses: 0, not_201: 0, bodies_differ: 0, replays_unmarked: 0, other_body_not_422: 0 };
  firstWrong: string | null = null;

  constructor(private readonly urlOf: () => string) {}

  async useAtOnce(wish: Wish, uses: number): Promise<void> {
    const posts = Array.from({ length: uses }, () => this.post(wish.body, wish.key));
    const answers = await Promise.all(posts);
    this.figures.uses += uses;
    const good = answers.filter((answer): answer is Answer => answer?.status === 201);
    this.figures.not_201 += uses - good.length;
    this.note(answers.find((answer) => answer?.status !== 201));
    this.figures.bodies_differ += Math.max(0, new Set(good.map(({ text }) => text)).size - 1);
    // Exactly one of them did the work.
    const unmarked = good.filter(({ headers }) => headers['idempotency-replayed'] !== 'true').length;
    this.figures.replays_unmarked += Math.abs(unmarked - 1);
    await this.useForAnother(wish);
  }

  /** The same key with another body is a mistake of the client, which must not go unnoticed. */
  private async useForAnother({ key, body }: Wish): Promise<void> {
    const answer = await this.post(body.replace('"bags"', '"tons"'), key);
    if (answer?.status === 422 && isProblem(answer)) return;
    this.figures.other_body_not_422 += 1;
    this.note(answer);
  }

  private post(body: string, key: string): Promise<Answer | null> {
    return postJson(this.urlOf(), CONTRACTS, body, { 'Idempotency-Key': key }).catch(() => null);
  }

  private note(answer: Answer | null | undefined): void {
    if (answer !== undefined)
      this.firstWrong ??= answer ? `${answer.status} ${answer.text.slice(0, 300)}` : 'no answer';
  }
}
