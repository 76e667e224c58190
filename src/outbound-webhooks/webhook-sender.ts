/** Posts one webhook: to an address that was checked, within a time, reading no more of the answer than is kept. */
import { Resolver } from 'node:dns/promises';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type AddressRules, hostOf, isReachable, urlFault } from './webhook-address.js';

/** Name, connection, TLS, headers and body together. */
const TIME_LIMIT_MS = 15_000;
const READ_LIMIT = 64 * 1024;
const KEPT_BYTES = 1_024;
const MOST_ADDRESSES = 8;
const USER_AGENT = 'Ndiyo-Webhooks/1.0';

export interface Posted {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Outcome {
  statusCode: number | null;
  retryAfter: string | null;
  /** How the answer began, without control characters. */
  answer: string;
  /** Null: it was answered, whatever the status. */
  error: string | null;
  durationMs: number;
}

export interface SenderOptions {
  rules: AddressRules;
  /** All addresses of a name. */
  resolve?: (hostname: string) => Promise<string[]>;
  isAllowed?: (address: string) => boolean;
  timeLimitMs?: number;
}

/** Its message is shown to whoever owns the endpoint: it names no address. */
class Refused extends Error {}

export class WebhookSender {
  private readonly rules: AddressRules;
  private readonly resolve: (hostname: string) => Promise<string[]>;
  private readonly isAllowed: (address: string) => boolean;
  private readonly timeLimitMs: number;

  constructor({ rules, resolve = resolveName, isAllowed, timeLimitMs = TIME_LIMIT_MS }: SenderOptions) {
    this.timeLimitMs = timeLimitMs;
    this.rules = rules;
    this.resolve = resolve;
    this.isAllowed = isAllowed ?? ((address) => isReachable(address, rules));
  }

  /** @throws what `stop` was aborted with, and nothing else */
  async send(posted: Posted, stop: AbortSignal): Promise<Outcome> {
    const began = performance.now();
    const limit = new AbortController();
    const tooLate = new Refused(`no whole answer within ${this.timeLimitMs / 1_000} s`);
    const timer = setTimeout(() => limit.abort(tooLate), this.timeLimitMs);
    const onStop = () => limit.abort(stop.reason);
    stop.addEventListener('abort', onStop);
    const outcome = { statusCode: null, retryAfter: null, answer: '', error: null };
    try {
      stop.throwIfAborted();
      await this.exchange(posted, outcome, limit.signal);
    } catch (error) {
      stop.throwIfAborted();
      Object.assign(outcome, { error: reasonOf(limit.signal.aborted ? limit.signal.reason : error) });
    } finally {
      clearTimeout(timer);
      stop.removeEventListener('abort', onStop);
    }
    return { ...outcome, durationMs: Math.round(performance.now() - began) };
  }

  /** Fills in what it learns as it learns it. */
  private async exchange(posted: Posted, outcome: Omit<Outcome, 'durationMs'>, signal: AbortSignal): Promise<void> {
    const fault = urlFault(posted.url, this.rules);
    if (fault !== null) throw new Refused(`the address ${fault}`);
    const url = new URL(posted.url);
    const addresses = await within(this.checkedAddresses(hostOf(url)), signal);
    const response = await post(url, addresses, posted, signal);
    outcome.statusCode = response.statusCode ?? null;
    outcome.retryAfter = response.headers['retry-after'] ?? null;
    for await (const text of readStart(response)) outcome.answer = text;
  }

  /** One bad address among good ones is enough to refuse: nobody needs such a name. */
  private async checkedAddresses(host: string): Promise<string[]> {
    const found = isIP(host) > 0 ? [host] : await this.resolve(host);
    if (found.length === 0) throw new Refused('its name leads to no address');
    if (!found.every(this.isAllowed)) throw new Refused('not sent: its name leads to an address that is not public');
    return found.slice(0, MOST_ADDRESSES);
  }
}

/**
 * By queries of our own: the system's resolver would let a few slow names use up the threads that everything else waits
 * for, and a search list would make other names of it.
 */
async function resolveName(hostname: string): Promise<string[]> {
  if (/(^|\.)localhost\.?$/i.test(hostname)) return ['127.0.0.1', '::1'];
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (found.length > 0 || answers[0].status === 'fulfilled') return found;
  throw answers[0].reason;
}

/** An agent of its own for each: no connection is used twice, no proxy of the environment stands between. */
function post(url: URL, addresses: string[], { headers, body }: Posted, signal: AbortSignal): Promise<IncomingMessage> {
  const bytes = Buffer.from(body);
  const all = { ...headers, 'content-type': 'application/json', 'user-agent': USER_AGENT };
  const options = {
    ...{ method: 'POST', agent: false as const, lookup: lookupAmong(addresses), signal, rejectUnauthorized: true },
    headers: { ...all, 'content-length': bytes.length },
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, options);
    request.on('response', resolve).on('error', reject);
    request.on('close', () => reject(new Refused('the connection was closed without an answer')));
    request.end(bytes);
  });
}

/** Asked for the name again, it gives the addresses that were checked. Node does not ask for a literal. */
const lookupAmong = (addresses: string[]): LookupFunction => {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_, options, callback) => {
    if (options.all) callback(null, all);
    else callback(null, all[0]!.address, all[0]!.family);
  };
};

/** The text so far, as it comes; ends the connection when enough was read. */
async function* readStart(response: IncomingMessage): AsyncGenerator<string> {
  let read = 0;
  let kept = Buffer.alloc(0);
  for await (const chunk of response) {
    const bytes = chunk as Buffer;
    read += bytes.length;
    if (kept.length < KEPT_BYTES) {
      kept = Buffer.concat([kept, bytes]).subarray(0, KEPT_BYTES);
      yield kept.toString('utf8').replace(/\p{C}+/gu, ' ');
    }
    if (read >= READ_LIMIT) return;
  }
}

/** The work goes on unheard when the time is over: a question to a resolver cannot be taken back. */
function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  const { code, name } = error as { code?: unknown; name?: unknown };
  return `could not be sent: ${String(code ?? name)}`.slice(0, 200);
}
