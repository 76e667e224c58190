/** The phones: what the fake carrier was given for each number, in the order it came. */
import type { FakeCarrier } from '../../test/fakes/fake-carrier.js';
import { until } from '../../test/until.js';

const CODE = /-(\d{6})\b/;

export class Texts {
  private readonly byPhone = new Map<string, string[]>();
  private readUpTo = 0;

  constructor(private readonly carrier: FakeCarrier) {}

  to(phone: string): string[] {
    this.readOn();
    return this.byPhone.get(phone) ?? [];
  }

  codeFor(phone: string): string | undefined {
    const withCode = this.to(phone).filter((text) => CODE.test(text));
    return CODE.exec(withCode.at(-1) ?? '')?.[1];
  }

  async untilCode(phone: string, withinMs = 30_000): Promise<string> {
    const code = await until(
      () => this.codeFor(phone),
      (found) => found !== undefined,
      withinMs,
    );
    return code!;
  }

  /** The journal only grows, so each entry is read once. */
  private readOn(): void {
    for (; this.readUpTo < this.carrier.journal.length; this.readUpTo += 1) {
      const { to = '', message = '' } = this.carrier.journal[this.readUpTo]!.form;
      const thread = this.byPhone.get(to);
      if (thread) thread.push(message);
      else this.byPhone.set(to, [message]);
    }
  }
}
