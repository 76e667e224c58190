/** The simulated phones, as the people who hold them: read texts, reply with the code that stands in them. */
import type { Http } from './http.js';
import { until } from './until.js';

export interface PhoneText {
  id: string;
  phone_number: string;
  direction: 'to_phone' | 'from_phone';
  text: string;
  at: string;
  status: string;
}

const CODE = /\b(\d{6})\b/;

export class Phones {
  constructor(private readonly http: Http) {}

  /** Texts that reached a phone, oldest first. */
  async texts(phoneNumber: string): Promise<string[]> {
    const all = await this.thread(phoneNumber);
    return all.filter((one) => one.direction === 'to_phone').map((one) => one.text);
  }

  async thread(phoneNumber: string): Promise<PhoneText[]> {
    const query = `phone_number=${encodeURIComponent(phoneNumber)}`;
    return (await this.http.get(`/api/v1/simulator/messages?${query}`)).body.messages;
  }

  /** The code in the phone's latest text that has one, waiting until `atLeast` texts have come. */
  async code(phoneNumber: string, atLeast = 1): Promise<string> {
    const texts = await until(
      () => this.texts(phoneNumber),
      (seen) => seen.length >= atLeast,
    );
    const [, code] = CODE.exec(texts.filter((text) => CODE.test(text)).at(-1) ?? '') ?? [];
    if (code === undefined) throw new Error(`no text to ${phoneNumber} holds a code`);
    return code;
  }

  /** Sends a text, and waits until the service has taken it. */
  async reply(phoneNumber: string, text: string): Promise<void> {
    const before = (await this.thread(phoneNumber)).filter((one) => one.direction === 'from_phone').length;
    await this.http.post('/api/v1/simulator/replies', { phone_number: phoneNumber, text });
    await until(
      () => this.thread(phoneNumber),
      (thread) => thread.filter((one) => one.direction === 'from_phone' && one.status === 'delivered').length > before,
    );
  }

  outcome(phoneNumber: string, outcome: 'delivered' | 'failed' | 'blacklisted' | 'silent') {
    return this.http.post('/api/v1/simulator/outcomes', { phone_number: phoneNumber, outcome });
  }
}
