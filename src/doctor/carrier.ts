/** Whether the carrier knows our key, has money for texts, and can bring replies back. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../config/env.js';
import { examineAndroid } from './android.js';
import { examineClock } from './clock.js';
import { type Finding, note, ok, warning, wrong } from './finding.js';
import { probe, reasonOf } from './probe.js';

const KEPT_MS = 5 * 60_000; // asking costs the carrier nothing, but it need not be asked by every monitor
const LOW_BALANCE = 100; // in the carrier's currency: about a hundred texts

type Account = NonNullable<Env['africasTalking']>;

interface Known {
  at: number;
  baseUrl: string;
  username: string;
  balance: string;
}

export async function examineCarrier({ africasTalking, androidSms, dataDir }: Env): Promise<Finding[]> {
  if (androidSms) return examineAndroid(androidSms);
  if (!africasTalking) return [note('carrier', 'the simulator: no text leaves this machine')];
  return [examineSender(africasTalking), ...(await examineAccount(africasTalking, dataDir))];
}

function examineSender({ senderId }: Account): Finding {
  if (senderId.replace('+', '').length <= 6)
    return ok('sender', `${senderId} is a short code, so replies can come back`);
  const advice = 'Ask the carrier whether it is two-way; otherwise rent a short code. Without replies there is no yes.';
  return warning('sender', `${senderId} is a long number`, advice);
}

async function examineAccount(account: Account, dataDir: string): Promise<Finding[]> {
  const baseUrl =
    account.baseUrl ?? `https://api.${account.username === 'sandbox' ? 'sandbox.' : ''}africastalking.com`;
  const kept = readKept(dataDir, baseUrl, account.username);
  if (kept) return [balanceFinding(kept.balance, ' (asked less than five minutes ago)')];
  try {
    const query = new URLSearchParams({ username: account.username });
    const headers = { apiKey: account.apiKey, Accept: 'application/json' };
    const answer = await probe(`${baseUrl}/version1/user?${query}`, { headers });
    const now = Date.now();
    const clock = examineClock('the carrier', answer.headers.get('date'), now);
    const balance = answer.status === 200 ? balanceOf(answer.text) : null;
    if (balance === null) return [refusal(answer.status), clock];
    keep(dataDir, { at: now, baseUrl, username: account.username, balance });
    return [balanceFinding(balance, ''), clock];
  } catch (error) {
    return [warning('carrier', `the carrier does not answer: ${reasonOf(error)}`, 'Try again; look at the firewall.')];
  }
}

function refusal(status: number): Finding {
  if (status === 401 || status === 403) {
    const advice = 'Correct AT_USERNAME and AT_API_KEY; a fresh key may be refused for some minutes.';
    return wrong('carrier', `the carrier refuses the key (${status})`, advice);
  }
  return warning('carrier', `the carrier answers ${status} when asked for the balance`, 'Look at its dashboard.');
}

function balanceFinding(balance: string, when: string): Finding {
  const amount = Number(/-?\d+(\.\d+)?/.exec(balance)?.[0]);
  const detail = `the key is good, the balance is ${balance}${when}`;
  if (amount <= 0) return wrong('carrier', detail, 'Top up: no text is sent.');
  return amount < LOW_BALANCE ? warning('carrier', detail, 'Top up soon.') : ok('carrier', detail);
}

function balanceOf(text: string): string | null {
  try {
    const { balance } = JSON.parse(text).UserData;
    return typeof balance === 'string' && /\d/.test(balance) ? balance.slice(0, 40) : null;
  } catch {
    return null;
  }
}

const fileIn = (dataDir: string) => join(dataDir, 'doctor-balance.json');

function readKept(dataDir: string, baseUrl: string, username: string): Known | null {
  try {
    const known = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Known;
    const isSame = known.baseUrl === baseUrl && known.username === username;
    return isSame && Math.abs(Date.now() - known.at) < KEPT_MS ? known : null;
  } catch {
    return null; // none, or half a file: asked again
  }
}

/** Worth no failure: where it cannot be kept, it is asked again. */
function keep(dataDir: string, known: Known): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(fileIn(dataDir), JSON.stringify(known), { mode: 0o600 });
  } catch {}
}
