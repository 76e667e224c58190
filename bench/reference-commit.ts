/** Group commit: callers waiting at the same moment share one transaction, and hear of it after the commit. */
import type { Database } from 'better-sqlite3';

const GROUP_LIMIT = 64;

interface Waiting {
  work: () => string;
  answer: (body: string) => void;
}

export class GroupCommit {
  private readonly waiting: Waiting[] = [];
  private isScheduled = false;

  private readonly together: (group: Waiting[]) => string[];

  constructor(db: Database) {
    this.together = db.transaction((group: Waiting[]) => group.map(({ work }) => work())).immediate;
  }

  run(work: () => string, answer: (body: string) => void): void {
    this.waiting.push({ work, answer });
    this.schedule();
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => this.commit());
  }

  private commit(): void {
    this.isScheduled = false;
    const group = this.waiting.splice(0, GROUP_LIMIT);
    const bodies = this.together(group);
    for (const [i, { answer }] of group.entries()) answer(bodies[i]!);
    if (this.waiting.length > 0) this.schedule();
  }
}
