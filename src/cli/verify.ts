/** `verify`: a receipt's verdict in words and as an exit code. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Jwk, Trust } from '../verifier/trust.js';
import { type Verdict, verifyReceipt } from '../verifier/verify-receipt.js';

const EXIT = { valid: 0, invalid: 1, unchecked: 3 } as const;
const FETCH_MS = 15_000;

export async function verify(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { jwks: { type: 'string' }, key: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0)
    throw new Error('Name one receipt: verify receipt.json --jwks jwks.json');
  const receipt = await readFile(path, 'utf8').catch(() => {
    throw new Error(`The receipt ${path} cannot be read.`);
  });
  const verdict = verifyReceipt(receipt, await trustOf(values.jwks, values.key));
  process.stdout.write(values.json ? `${JSON.stringify(verdict, null, 2)}\n` : tell(verdict));
  return EXIT[verdict.outcome];
}

async function trustOf(jwks: string | undefined, thumbprint: string | undefined): Promise<Trust> {
  return {
    ...(jwks !== undefined && { jwks: await readKeySet(jwks) }),
    ...(thumbprint !== undefined && { thumbprint }),
  };
}

async function readKeySet(place: string): Promise<{ keys: Jwk[] }> {
  try {
    const keySet = JSON.parse(/^https?:\/\//.test(place) ? await download(place) : await readFile(place, 'utf8'));
    if (Array.isArray(keySet?.keys)) return keySet;
  } catch (cause) {
    throw new Error(`The key set ${place} cannot be read.`, { cause });
  }
  throw new Error(`${place} is no key set: expected {"keys": […]}.`);
}

async function download(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.text();
}

function tell({ checks, notProven, summary, outcome }: Verdict): string {
  const fault = outcome === 'unchecked' ? 'OPEN ' : 'WRONG';
  const lines = checks.map(({ ok, name, detail }) => `  ${ok ? 'ok   ' : fault}  ${name}: ${detail}`);
  const open = notProven.map((sentence) => `  - ${sentence}`);
  return `${[...lines, '', summary, '', 'Not proven by this receipt:', ...open].join('\n')}\n`;
}
