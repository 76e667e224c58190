/** Writes requests as they go over the wire. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LoadKind } from './load-job.js';
import { numbersOf, seeded } from './numbers.js';
import { API_KEY, CALLBACK_PATH, CONTRACTS_PATH, WEBHOOK_SECRET } from './settings.js';

const HOST = 'Host: 127.0.0.1\r\nConnection: keep-alive\r\n';
const POST_CONTRACT = `POST ${CONTRACTS_PATH} HTTP/1.1\r\n${HOST}X-API-Key: ${API_KEY}\r\nContent-Type: application/json\r\n`;
const POST_TEXT = `POST ${CALLBACK_PATH} HTTP/1.1\r\n${HOST}Content-Type: application/x-www-form-urlencoded\r\n`;

/** The next request, or null when there is none left. */
export type NextRequest = () => string | null;

export function requestsOf(load: LoadKind, limit: number): NextRequest {
  let sent = 0;
  const within = (make: (n: number) => string | undefined) => () => (sent < limit ? (make(sent++) ?? null) : null);
  switch (load.kind) {
    case 'create':
      return within((n) => createRequest(load.from + n));
    case 'inbound':
      return within(repliesOf(load.file, load.from, limit));
    case 'read':
      return within(readsOf(load.file, load.seed));
  }
}

function createRequest(contract: number): string {
  const [seller, buyer] = numbersOf(contract);
  const body =
    '{"contract_type":"agricultural_supply","terms":{"product":"Maize","quantity":"100","unit":"bags",' +
    '"total_amount":"350000.00","currency":"KES"},"parties":[' +
    `{"phone_number":"${seller}","role":"seller","name":"Wanjiru Kamau","language":"sw"},` +
    `{"phone_number":"${buyer}","role":"buyer","name":"Otieno Traders","language":"en"}]}`;
  return `${POST_CONTRACT}Content-Length: ${body.length}\r\n\r\n${body}`;
}

// Signed beforehand: the load must not compete with what it measures.
function repliesOf(file: string, from: number, limit: number): (n: number) => string | undefined {
  const lines = readLines(file).slice(from, from + limit);
  const ready = lines.map((line, i) => {
    const space = line.indexOf(' ');
    const form = new URLSearchParams({
      linkId: '',
      text: line.slice(space + 1),
      to: '20880',
      id: `bench-${String(from + i).padStart(12, '0')}-4d7e-a9c1-83f2`,
      date: '2026-06-01 06:04:45',
      from: line.slice(0, space),
    });
    const body = form.toString();
    const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex');
    return `${POST_TEXT}X-Signature: ${signature}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  });
  return (n) => ready[n];
}

function readsOf(file: string, seed: number): () => string {
  const ready = readLines(file).map(
    (id) => `GET ${CONTRACTS_PATH}/${id} HTTP/1.1\r\n${HOST}X-API-Key: ${API_KEY}\r\n\r\n`,
  );
  const random = seeded(seed);
  return () => ready[Math.floor(random() * ready.length)]!;
}

const readLines = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');
