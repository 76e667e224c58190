/** What a server lets the others know at once, although each would find it by itself within a second: a hint, never the fact. */
export abstract class Tidings {
  private readonly listeners = new Map<string, () => void>();

  /** Once what it is about is durable. */
  abstract tell(topic: string): void;
  abstract close(): Promise<void>;

  /** Also called when something may have been missed. */
  whenTold(topic: string, listener: () => void): void {
    this.listeners.set(topic, listener);
  }

  protected heard(topics: readonly string[]): void {
    for (const topic of topics) this.listeners.get(topic)?.();
  }

  protected mayHaveMissed(): void {
    for (const listener of this.listeners.values()) listener();
  }
}

/** SQLite: there is no other server. */
export class NoTidings extends Tidings {
  tell(): void {}
  async close(): Promise<void> {}
}
