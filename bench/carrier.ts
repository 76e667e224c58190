/** The carrier of a run: takes texts at once, after a while, or never answers. */
import { accept, type FakeCarrier, hang, startFakeCarrier } from '../test/fakes/fake-carrier.js';

export interface Sent {
  to: string;
  message: string;
}

export class Carrier {
  private constructor(private readonly fake: FakeCarrier) {}

  static async open(): Promise<Carrier> {
    return new Carrier(await startFakeCarrier());
  }

  get url(): string {
    return this.fake.baseUrl;
  }

  /** Texts that reached it, in order, whatever it answered. */
  get count(): number {
    return this.fake.journal.length;
  }

  takeTexts(): Sent[] {
    return this.fake.journal.splice(0).map(({ form }) => ({ to: form.to ?? '', message: form.message ?? '' }));
  }

  acceptAll(): void {
    this.fake.answerWith(accept());
  }

  acceptAfter(ms: number): void {
    const answer = accept();
    this.fake.answerWith((received, response) => void setTimeout(() => answer(received, response), ms));
  }

  /** Takes the connection and the text, and never answers. */
  beSilent(): void {
    this.fake.answerWith(hang());
  }

  close(): Promise<void> {
    return this.fake.close();
  }
}
