/** Calls made once, without a retry: each is answered well, refused before it was heard, or a failure with its reason. */
import { randomUUID } from 'node:crypto';
import { type Answer, type Call, call } from './client.js';

export class JudgedCalls {
  answered = 0;
  /** Nobody took the connection. */
  refused = 0;
  /** Answered with something else than 2xx. */
  failed = 0;
  firstFailure: string | null = null;
  /** Ids of requests whose connection broke without a whole answer: whether they were heard only their server can tell. */
  readonly broken = new Set<string>();
  underWay = 0;

  async make(url: string, { headers = {}, ...rest }: Call): Promise<Answer | null> {
    const id = randomUUID();
    this.underWay += 1;
    const answer = await call(url, { ...rest, headers: { ...headers, 'X-Request-ID': id } })
      .catch((error: NodeJS.ErrnoException) => error)
      .finally(() => {
        this.underWay -= 1;
      });
    if (answer instanceof Error) {
      if (answer.code === 'ECONNREFUSED') this.refused += 1;
      else this.broken.add(id);
      return null;
    }
    if (answer.status >= 200 && answer.status < 300) {
      this.answered += 1;
      return answer;
    }
    this.failed += 1;
    this.firstFailure ??= `${answer.status} ${answer.text.slice(0, 200)}`;
    return null;
  }
}
