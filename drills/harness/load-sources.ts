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
const READS_KEPT = 10_000;

export interface SourceSettings {
  seed: number;
  webhookSecret: string;
  /** Ids that are there already. */
  present: string[];
  /** So long after a contract was made its parties answer: the text that asks has left. Null: strangers write. */
  answeredAfterMs: number | null;
}

interface Asked {
  phone: string;
  contractId: string;
  at: number;
}

export function makeSources({
  seed,
  webhookSecret,
  present,
  answeredAfterMs,
}: SourceSettings): Record<SourceName, Source> {
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
        if (answeredAfterMs !== null)
          asked.push(...phones.map((phone) => ({ phone, contractId: id, at: performance.now() })));
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
      const isDue = answeredAfterMs === null || (asked[0]?.at ?? Number.POSITIVE_INFINITY) < now - answeredAfterMs;
      if (!isDue) return null;
      const { phone, contractId } = asked.shift() ?? aStranger(replies);
      replies += 1;
      const { path, headers, body } = smsCallback(
        { from: phone, text: `YES ${contractId}`, id: `load-${seed}-${replies}` },
        proof,
      );
      return { request: post(path, headers!, String(body)), isRight: (status) => status === 200 };
    },
  };
  return { create, read, reply };
}

const aStranger = (n: number) => ({ phone: `+2547${30_000_000 + (n % 1_000_000)}`, contractId: '' });

function post(path: string, headers: Record<string, string>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${HOST}${lines.join('')}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
