/** Bytes that are no HTTP request, or one that can be read in two ways. */
import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Random } from '../harness/random.js';
import { CONTRACTS, Wishes } from '../harness/wishes.js';
import { CHUNKS, HEADERS, LENGTHS, REQUEST_LINES, TLS_HELLO } from './broken-http.js';

export interface RawCase {
  kind: string;
  parts: Buffer[];
  /** How many answers there may be, interim ones apart. */
  most: number;
  /** Exactly one answer, and this. */
  status?: number;
  /** As many good answers as this. */
  answered?: number;
  isHead?: boolean;
}

/** Stands in the path of every request that hides in another one's body: no answer may speak of it. */
export const HIDDEN = 'hidden-request';
export const HIDDEN_ORDER = 'order-of-hidden-request';

const HOST = 'Host: 127.0.0.1\r\n';
const END = '\r\n\r\n';
const SMS = '/api/v1/webhooks/africastalking/sms';
const CLOSE = 'Connection: close\r\n';
// Two megabytes, in two kilobytes.
const BOMB = gzipSync(Buffer.alloc(2_000_000, ' '));
const JSON_TYPE = 'Content-Type: application/json\r\n';

export class RawRequests {
  private readonly wishes: Wishes;

  constructor(
    private readonly random: Random,
    private readonly webhookSecret: string,
  ) {
    this.wishes = new Wishes(random);
  }

  next(): RawCase {
    const { random } = this;
    const kinds: (() => RawCase)[] = [
      () => this.requestLine(),
      () => this.header(),
      () => this.manyHeaders(),
      () => this.hidden(),
      () => this.hidden(),
      () => this.chunks(),
      () => this.truncated(),
      () => this.pipelined(),
      () => this.expecting(),
      () => this.upgrade(),
      () => this.zipped(),
      () => this.signedTwice(),
      () => this.altered(),
      () => this.altered(),
      () => this.notHttp(),
      () => this.head(),
    ];
    return random.pick(kinds)();
  }

  private requestLine(): RawCase {
    const line = this.random.isLucky(0.05) ? `GET /${'a'.repeat(100_000)} HTTP/1.1` : this.random.pick(REQUEST_LINES);
    return { kind: 'request line', parts: bytes(`${line}\r\n${HOST}${CLOSE}\r\n`), most: 1 };
  }

  private header(): RawCase {
    const headers = Array.from({ length: 1 + this.random.below(3) }, () => `${this.random.pick(HEADERS)}\r\n`).join('');
    return {
      kind: 'header',
      parts: bytes(`GET /livez HTTP/1.1\r\n${this.random.isLucky(0.8) ? HOST : ''}${headers}${CLOSE}\r\n`),
      most: 1,
    };
  }

  private manyHeaders(): RawCase {
    const lines = this.random.pick([
      () => `X-Big: ${'a'.repeat(20_000)}\r\n`,
      () => 'X-Many: 1\r\n'.repeat(3_000),
      () => Array.from({ length: 500 }, (_, n) => `X-${n}: 1\r\n`).join(''),
      () => 'Cookie: a=b\r\n'.repeat(500),
      () => HOST.repeat(2),
      () => `${'x'.repeat(10_000)}: 1\r\n`,
    ])();
    return { kind: 'many headers', parts: bytes(`GET /livez HTTP/1.1\r\n${HOST}${lines}${CLOSE}\r\n`), most: 1 };
  }

  /** Whoever reads the other length finds a second request behind the first. */
  private hidden(): RawCase {
    const order = JSON.stringify({
      ...JSON.parse(this.wishes.next().body),
      external_id: `${HIDDEN_ORDER}-${this.random.below(1e9)}`,
    });
    const hidden = this.random.pick([
      `GET /${HIDDEN} HTTP/1.1\r\n${HOST}\r\n`,
      `POST ${CONTRACTS} HTTP/1.1\r\n${HOST}${JSON_TYPE}Content-Length: ${Buffer.byteLength(order)}${END}${order}`,
    ]);
    const [way, body] = this.random.pick<[string, string]>([
      [this.random.pick(LENGTHS), `0\r\n\r\n${hidden}`],
      [this.random.pick(LENGTHS), `{ }\r\n${hidden}`],
      [`Content-Length: ${hidden.length}`, hidden],
    ]);
    const target = this.random.pick([
      `POST ${CONTRACTS}`,
      'GET /livez',
      'POST /api/v1/contracts/search',
      `POST ${SMS}`,
    ]);
    const text = `${target} HTTP/1.${this.random.isLucky(0.8) ? 1 : 0}\r\n${HOST}${JSON_TYPE}${way}\r\n\r\n${body}`;
    return { kind: 'two lengths', parts: this.split(bytes(text)), most: 1 };
  }

  private chunks(): RawCase {
    const text = `POST ${CONTRACTS}/search HTTP/1.1\r\n${HOST}${JSON_TYPE}Transfer-Encoding: chunked${END}${this.random.pick(CHUNKS)}`;
    return { kind: 'chunks', parts: this.split(bytes(text)), most: 2 }; // the answer to the body, and the refusal of what follows it
  }

  private truncated(): RawCase {
    const whole = this.create();
    return {
      kind: 'truncated',
      parts: this.split([whole.subarray(0, 1 + this.random.below(whole.length - 1))]),
      most: 1,
    };
  }

  private pipelined(): RawCase {
    const count = 2 + this.random.below(30);
    const one = `GET /livez HTTP/1.1\r\n${HOST}\r\n`;
    const last = `GET /livez HTTP/1.1\r\n${HOST}${CLOSE}\r\n`;
    const text = one.repeat(count - 1) + last;
    return { kind: 'pipelined', parts: this.split(bytes(text)), most: count, answered: count };
  }

  private expecting(): RawCase {
    const expectation = this.random.pick(['100-continue', '100-Continue', '200-ok', '100-continue, x', '', '\x80']);
    const [head, body] = this.create().toString('latin1').split(END) as [string, string];
    return { kind: 'expect', parts: bytes(`${head}\r\nExpect: ${expectation}${END}`, body), most: 1 };
  }

  private upgrade(): RawCase {
    const protocol = this.random.pick(['websocket', 'h2c', 'TLS/1.2', 'x']);
    const more = `Upgrade: ${protocol}\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n`;
    return { kind: 'upgrade', parts: bytes(`GET /livez HTTP/1.1\r\n${HOST}${more}\r\n`), most: 1 };
  }

  private zipped(): RawCase {
    const body = this.random.pick([gzipSync('{"phone_number":"+254712345678"}'), BOMB, this.noise(100)]);
    const encoding = this.random.pick(['gzip', 'deflate', 'br', 'gzip, gzip', 'x', 'GZIP']);
    const head = `POST ${CONTRACTS}/search HTTP/1.1\r\n${HOST}${JSON_TYPE}${CLOSE}Content-Encoding: ${encoding}\r\nContent-Length: ${body.length}${END}`;
    return { kind: 'zipped', parts: [Buffer.concat([...bytes(head), body])], most: 1, status: 415 };
  }

  /** One of the two is right. */
  private signedTwice(): RawCase {
    const body = `from=%2B254712345678&to=21512&text=HELP&id=${HIDDEN}-${this.random.below(1e9)}`;
    const good = createHmac('sha256', this.webhookSecret).update(body).digest('hex');
    const bad = createHmac('sha256', 'wrong').update(body).digest('hex');
    const [first, second] = this.random.shuffled([good, this.random.pick([good, bad, ''])]);
    const type = 'Content-Type: application/x-www-form-urlencoded\r\n';
    const text = `POST ${SMS} HTTP/1.1\r\n${HOST}${type}${CLOSE}X-Signature: ${first}\r\nx-signature: ${second}\r\nContent-Length: ${body.length}${END}${body}`;
    return { kind: 'signed twice', parts: bytes(text), most: 1, status: 401 };
  }

  /** A good request with some bytes changed, left out or put in. */
  private altered(): RawCase {
    let whole = this.create();
    for (let n = 1 + this.random.below(6); n > 0; n -= 1) {
      const at = this.random.below(whole.length);
      const byte = Buffer.from([this.random.pick([0, 9, 10, 13, 32, 58, 127, 255, this.random.below(256)])]);
      whole = Buffer.concat([
        whole.subarray(0, at),
        this.random.isLucky(0.7) ? byte : Buffer.alloc(0),
        whole.subarray(at + this.random.below(2)),
      ]);
    }
    return { kind: 'altered', parts: this.split([whole]), most: 2 }; // a shorter length leaves something behind, which is refused
  }

  private notHttp(): RawCase {
    const some = this.random.pick([
      () => this.noise(1 + this.random.below(4_000)),
      () => Buffer.concat([TLS_HELLO, this.noise(200)]),
      () => Buffer.alloc(100_000),
      () => Buffer.from('\n'.repeat(5_000)),
    ])();
    return { kind: 'no HTTP', parts: this.split([some]), most: 1 };
  }

  private head(): RawCase {
    const path = this.random.pick(['/livez', CONTRACTS, '/nothing', '/openapi.json']);
    return { kind: 'head', parts: bytes(`HEAD ${path} HTTP/1.1\r\n${HOST}${CLOSE}\r\n`), most: 1, isHead: true };
  }

  private create(): Buffer {
    const { body } = this.wishes.next();
    return bytes(
      `POST ${CONTRACTS} HTTP/1.1\r\n${HOST}${JSON_TYPE}${CLOSE}Content-Length: ${Buffer.byteLength(body)}${END}${body}`,
    )[0]!;
  }

  /** The same for the same seed. */
  private noise(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.random.below(256)));
  }

  /** In one packet or in several. */
  private split([whole = Buffer.alloc(0)]: Buffer[]): Buffer[] {
    if (whole.length < 2 || this.random.isLucky(0.5)) return [whole];
    const at = 1 + this.random.below(whole.length - 1);
    return [whole.subarray(0, at), whole.subarray(at)];
  }
}

const bytes = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text, 'latin1'));
