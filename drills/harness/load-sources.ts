/** What a steady load consists of: each source makes requests as they go over the wire, and judges their answers. */
import { signed, smsCallback } from './callbacks.js';
import { Random } from './random.js';
import { CONTRACTS, Wishes } from './wishes.js';

export type SourceName = 'create' | 'read' | 'reply';

export interface Source {
  /** The next request, or null when there is nothing to ask just now. */
  next(now: number): { request: string; isRight(status: number, text: string): boolean } | null;
}

const HOST = 'Host: 127.0.0.1\r\nConnection: keep-alive\r\n';
// By then the text that asks has left.
const ANSWERED_AFTER_MS = 3_000;
const READS_KEPT = 10_000;

export interface SourceSettings {
  seed: number;
  webhookSecret: string;
  /** Ids that are there already. */
  present: string[];
  /** False: replies come from numbers that nobody asked. */
  isAsked: boolean;
}

interface Asked {
  phone: string;
  at: number;
}

export function makeSources({ seed, webhookSecret, present, isAsked }: SourceSettings): Record<SourceName, Source> {
  const random = new Random(seed);
  const wishes = new Wishes(random);
  const known = [...present];
  const asked: Asked[] = [];
  const proof = signed(webhookSecret);
  let replies = 0;
  const create: Source = {
    next: () => {
      const { body, phones } = wishes.next();
      const request = post(CONTRACTS, { 'Content-Type': 'application/json' }, body);
      const isRight = (status: number, text: string) => {
        const id = /"contract_id":"([^"]+)"/.exec(text)?.[1];
        if (status !== 201 || id === undefined) return false;
        known[known.length < READS_KEPT + present.length ? known.length : random.below(known.length)] = id;
        if (isAsked) asked.push(...phones.map((phone) => ({ phone, at: performance.now() })));
        return true;
      };
      return { request, isRight };
    },
  };
  const read: Source = {
    next: () => {
      const id = known[random.below(known.length)];
      if (id === undefined) return null;
      const request = `GET ${CONTRACTS}/${id} HTTP/1.1\r\n${HOST}\r\n`;
      return { request, isRight: (status, text) => status === 200 && text.includes(`"contract_id":"${id}"`) };
    },
  };
  const reply: Source = {
    next: (now) => {
      const isDue = !isAsked || (asked[0]?.at ?? Number.POSITIVE_INFINITY) < now - ANSWERED_AFTER_MS;
      if (!isDue) return null;
      const from = isAsked ? asked.shift()!.phone : `+2547${30_000_000 + (replies % 1_000_000)}`;
      replies += 1;
      const { path, headers, body } = smsCallback({ from, text: 'YES', id: `load-${seed}-${replies}` }, proof);
      return { request: post(path, headers!, String(body)), isRight: (status) => status === 200 };
    },
  };
  return { create, read, reply };
}

function post(path: string, headers: Record<string, string>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${HOST}${lines.join('')}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
