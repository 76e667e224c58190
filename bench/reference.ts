/**
 * The floor: bare node:http, prepared statements, group commit. It does the same durable work as the service, row for
 * row and signature for signature, without a framework, validation or permissions, and shares no code with it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GroupCommit } from './reference-commit.js';
import { ReferenceCreates } from './reference-creates.js';
import { ReferenceLog } from './reference-log.js';
import { ReferenceReads } from './reference-reads.js';
import { isProven, ReferenceReplies } from './reference-replies.js';
import { openReader, openWriter } from './reference-statements.js';
import { CALLBACK_PATH, CONTRACTS_PATH } from './settings.js';

const file = process.argv[2]!;
const writer = openWriter(file);
const commits = new GroupCommit(writer);
const creates = new ReferenceCreates(writer);
const replies = new ReferenceReplies(writer);
const log = new ReferenceLog(writer);
const reads = new ReferenceReads(openReader(file));

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    read(request.url!, response);
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => write(request, chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), response));
});

function read(url: string, response: ServerResponse): void {
  const body = url === '/readyz' ? '{"status":"ready"}' : reads.find(url.slice(CONTRACTS_PATH.length + 1));
  answer(response, body === null ? 404 : 200, body ?? '{}');
}

function write(request: IncomingMessage, raw: Buffer, response: ServerResponse): void {
  const now = new Date();
  if (request.url === CONTRACTS_PATH) {
    const body = JSON.parse(raw.toString());
    const answerMade = (made: string) => {
      answer(response, 201, made);
      log.poke();
    };
    commits.run(() => creates.create(body, now), answerMade);
  } else if (request.url === CALLBACK_PATH && isProven(raw, String(request.headers['x-signature']))) {
    const fields = Object.fromEntries(new URLSearchParams(raw.toString()));
    const answerTaken = (taken: string) => {
      answer(response, 200, taken);
      log.poke();
    };
    commits.run(() => replies.take(fields, now), answerTaken);
  } else {
    answer(response, 401, '{}');
  }
}

function answer(response: ServerResponse, status: number, body: string): void {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(body) };
  response.writeHead(status, headers).end(body);
}

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
