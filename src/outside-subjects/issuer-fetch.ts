/** Fetches from the outside issuer: soon or not at all. While it is away, nobody waits for it. */
const TIMEOUT_MS = 2_000;
const REST_MS = 5_000; // after a failure: as long nobody asks it
const MAX_LENGTH = 512 * 1024;

export class IssuerAway extends Error {}

export class IssuerFetch {
  private restsUntil = Number.NEGATIVE_INFINITY;

  /** @throws IssuerAway for anything but a JSON answer with 200 within two seconds */
  async json(url: string): Promise<unknown> {
    if (performance.now() < this.restsUntil) throw new IssuerAway('it failed a moment ago');
    try {
      return await fetchJson(url);
    } catch (cause) {
      this.restsUntil = performance.now() + REST_MS;
      throw new IssuerAway('it cannot be read', { cause });
    }
  }
}

async function fetchJson(url: string): Promise<unknown> {
  const options = { redirect: 'error', headers: { Accept: 'application/json' } } as const;
  const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (answer.status !== 200 || !answer.body) throw new Error(`${answer.status}`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_LENGTH) throw new Error('too long');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
