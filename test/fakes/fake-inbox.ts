/** The inbox of the fake carrier: what phones texted to us, listed a page at a time, or answered as scripted. */
import type { ServerResponse } from 'node:http';
import type { CarrierAnswer, ReceivedText } from './fake-carrier.js';

export interface InboxEntry {
  linkId: string;
  text: string;
  to: string;
  id: number;
  date: string;
  from: string;
}

const PAGE = 100;

export class FakeInbox {
  entries: InboxEntry[] = [];
  /** The lastReceivedId of each call. */
  readonly asked: string[] = [];
  readonly keys: unknown[] = [];
  private script: CarrierAnswer | null = null;
  private lastId = 15_000;

  /** Keeps a text as if it had just been received, or at another time; returns its number. */
  receive(from: string, text: string, { at = new Date(), to = '21512' } = {}): number {
    const id = ++this.lastId;
    this.entries.push({ linkId: `link-${id}`, text, to, id, date: at.toISOString(), from });
    return id;
  }

  /** Answers so until told otherwise; null: as the carrier does. */
  answerWith(script: CarrierAnswer | null): void {
    this.script = script;
  }

  answer(received: ReceivedText, response: ServerResponse): unknown {
    const { searchParams } = new URL(received.path, 'http://carrier');
    const after = searchParams.get('lastReceivedId') ?? '';
    this.asked.push(after);
    this.keys.push([searchParams.get('username'), received.headers.apikey]);
    if (this.script) return this.script(received, response);
    const messages = this.entries.filter(({ id }) => id > Number(after)).slice(0, PAGE);
    const body = JSON.stringify({ SMSMessageData: { Messages: messages } });
    return response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(body);
  }
}
