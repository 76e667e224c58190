/** `verify`: a receipt's verdict in words and as an exit code. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Jwk, Trust } from '../verifier/trust.js';
import { type Check, type Verdict, verifyReceipt } from '../verifier/verify-receipt.js';
import type { Language } from '../verifier/wording.js';

const EXIT = { valid: 0, invalid: 1, unchecked: 3 } as const;
const FETCH_MS = 15_000;
const WORDS = {
  en: { ok: 'ok   ', open: 'OPEN ', wrong: 'WRONG', left: 'Not proven by this receipt:' },
  sw: { ok: 'sawa ', open: 'BADO ', wrong: 'KOSA ', left: 'Risiti hii haithibitishi:' },
};

export async function verify(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      jwks: { type: 'string' },
      key: { type: 'string' },
      language: { type: 'string', default: 'en' },
      json: { type: 'boolean' },
    },
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0)
    throw new Error('Name one receipt: verify receipt.json --jwks jwks.json');
  const language = languageOf(values.language);
  const receipt = await readFile(path, 'utf8').catch(() => {
    throw new Error(`The receipt ${path} cannot be read.`);
  });
  const verdict = verifyReceipt(receipt, await trustOf(values.jwks, values.key), language);
  process.stdout.write(values.json ? `${JSON.stringify(verdict, null, 2)}\n` : tell(verdict, language));
  return EXIT[verdict.outcome];
}

function languageOf(name: string): Language {
  if (name === 'en' || name === 'sw') return name;
  throw new Error('--language must be en or sw');
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

function tell({ checks, notProven, summary }: Verdict, language: Language): string {
  const { ok, open, wrong, left } = WORDS[language];
  const markOf = (check: Check) => (check.ok ? ok : check.isOpen ? open : wrong);
  const lines = checks.map((check) => `  ${markOf(check)}  ${check.name}: ${check.detail}`);
  return `${[...lines, '', summary, '', left, ...notProven.map((sentence) => `  - ${sentence}`)].join('\n')}\n`;
}
