/** A carrier that takes texts as the drill says, no faster than it may, and remembers what really reached a phone. */
import {
  accept,
  type CarrierAnswer,
  type FakeCarrier,
  resetAfterAccept,
  tooMany,
} from '../../test/fakes/fake-carrier.js';

export interface Arrival {
  readonly phone: string;
  readonly text: string;
  /** By `performance.now()`. */
  readonly at: number;
}

/** What becomes of one text: `lost answer` is taken, and its sender never hears. */
export type Mood = 'taken' | 'lost answer' | CarrierAnswer;

export class MoodyCarrier {
  readonly arrivals: Arrival[] = [];
  /** Texts that came faster than it takes them. */
  tooFast = 0;
  /** Tries that reached it, whatever became of them. */
  tries = 0;
  private readonly byPhone = new Map<string, string[]>();
  private windowAt = 0;
  private inWindow = 0;

  /** @param perSecond null: as fast as they come */
  constructor(
    carrier: FakeCarrier,
    private readonly perSecond: number | null,
    public mood: (phone: string) => Mood,
  ) {
    carrier.answerWith((received, response) => {
      this.tries += 1;
      const { to: phone = '', message: text = '' } = received.form;
      const mood = this.isTooFast() ? tooMany('1') : this.mood(phone);
      if (typeof mood === 'function') return mood(received, response);
      this.arrivals.push({ phone, text, at: performance.now() });
      this.byPhone.set(phone, [...this.to(phone), text]);
      (mood === 'taken' ? accept() : resetAfterAccept())(received, response);
    });
  }

  /** What the phone got, in the order it came. */
  to(phone: string): string[] {
    return this.byPhone.get(phone) ?? [];
  }

  /** A tenth above its rate in one second is borne: clocks differ. */
  private isTooFast(): boolean {
    if (this.perSecond === null) return false;
    const now = performance.now();
    if (now - this.windowAt >= 1_000) [this.windowAt, this.inWindow] = [now, 0];
    this.inWindow += 1;
    if (this.inWindow <= Math.ceil(this.perSecond * 1.1) + this.perSecond * 0.2) return false;
    this.tooFast += 1;
    return true;
  }
}
