/** The limit of logins goes by address, whoever the request says it comes from. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Http } from '../http.js';

let child: ChildProcess;
let http: Http;
beforeAll(async () => {
  child = spawn(process.execPath, ['test/fakes/login-door.mjs'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [address] = await once(child.stdout!, 'data');
  http = new Http(String(address).trim());
}, 30_000);
afterAll(async () => {
  const exit = once(child, 'exit');
  child.kill();
  await exit;
});

/** Which limit counted, and what is left of it. */
async function call(path: string, address: string, caller: string | null): Promise<string | undefined> {
  const headers = { 'X-Forwarded-For': address, ...(caller !== null && { 'X-Caller': caller }) };
  return (await http.get(path, headers)).headers.get('ratelimit')?.replace(/;t=\d+$/, '');
}

test('with one credential or another or none, an address has five logins a minute', async () => {
  const seen = [];
  for (const caller of ['one', 'two', null, 'three', 'four', 'five']) {
    seen.push(await call('/login', '203.0.113.1', caller));
  }
  expect(seen).toEqual([4, 3, 2, 1, 0, 0].map((left) => `"login";r=${left}`));
});

test('another address has five of its own, whatever its credential was used for elsewhere', async () => {
  expect(await call('/login', '203.0.113.2', 'one')).toBe('"login";r=4');
});

test('a /64 of IPv6 is one address', async () => {
  const seen = [];
  for (const end of ['::1', '::2', ':ffff::3']) seen.push(await call('/login', `2001:db8:1:2${end}`, end));
  expect(seen).toEqual([4, 3, 2].map((left) => `"login";r=${left}`));
});

test('elsewhere a credential is what counts, not the address it shares', async () => {
  for (const caller of ['one', 'two']) expect(await call('/other', '203.0.113.1', caller)).toBe('"others";r=1');
});
