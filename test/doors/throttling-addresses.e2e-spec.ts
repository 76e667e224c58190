/** Whom a limit counts when nobody says who they are: the address, as far as proxies can be believed (T31, F25). */
import { aContract } from '../factories.js';
import type { Answer, Http } from '../http.js';
import { anAddress, aStranger, closeStarted, PATH, remainingOf, start } from './limits.js';

const LIMITS = { THROTTLE_CONFIRM: '10', THROTTLE_OTHERS: '10' };
afterAll(closeStarted);

const from = (http: Http, forwarded: string): Promise<Answer> => http.get(PATH, { 'X-Forwarded-For': forwarded });

/** How many calls of each address's bucket are left, asked in this order. */
async function left(http: Http, ...forwarded: string[]): Promise<number[]> {
  const remaining: number[] = [];
  for (const one of forwarded) remaining.push(remainingOf(await from(http, one)));
  return remaining;
}

describe('behind one proxy (TRUST_PROXY=1)', () => {
  let http: Http; // every test calls from addresses of its own
  beforeAll(async () => {
    http = (await start({ ...LIMITS, TRUST_PROXY: '1' })).http;
  }, 40_000);

  test('the address the proxy names is the caller', async () => {
    const [one, other] = [anAddress(), anAddress()];
    expect(await left(http, one, other, one, other)).toEqual([9, 9, 8, 8]);
    expect(remainingOf(await http.get(PATH))).toBe(9); // the proxy itself, which calls in no other test
  });

  test('a port that the proxy adds is no part of the address', async () => {
    const one = anAddress();
    const lists = [`${one}:4711`, one, `${one}:1`, '[2001:db8::1]:80', '2001:db8::2', '[2001:db8::3]'];
    expect(await left(http, ...lists)).toEqual([9, 8, 7, 9, 8, 7]);
  });

  test('what a caller wrote in front of it makes no difference', async () => {
    const one = anAddress();
    const lists = [one, `198.51.100.1, ${one}`, `10.0.0.1,127.0.0.1, ${one}`, `x, ${one}`];
    expect(await left(http, ...lists)).toEqual([9, 8, 7, 6]);
  });

  test('1,000 forged addresses before one true one are one caller, and its limit is exact', async () => {
    const one = anAddress();
    const statuses: number[] = [];
    for (let batch = 0; batch < 20; batch++) {
      const forged = Array.from({ length: 50 }, (_, i) => `100.${64 + batch}.${i}.7, ${one}`);
      const answers = await Promise.all(forged.map((list) => from(http, list)));
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(990);
    expect((await from(http, anAddress())).status).toBe(200);
  });

  test('a /64 of IPv6 is one caller, however its addresses are written; the next /64 is another', async () => {
    const one = [
      '2001:db8:1:2::1',
      '2001:db8:1:2:ffff:ffff:ffff:ffff',
      '2001:0DB8:0001:0002:0:0:0:3',
      '2001:db8:1:2:a::',
    ];
    expect(await left(http, ...one)).toEqual([9, 8, 7, 6]);
    expect(await left(http, '2001:db8:1:3::1', '2001:db8:1:1::1', '2001:db9:1:2::1')).toEqual([9, 9, 9]);
  });

  test('sweeping through a /64 gains nothing', async () => {
    const sweep = Array.from({ length: 200 }, (_, i) => `2001:db8:5:6:${i.toString(16)}::${i.toString(16)}`);
    const answers = await Promise.all(sweep.map((address) => from(http, address)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
  });

  test('an IPv4 address within IPv6 is that IPv4 address, and no other', async () => {
    // Outside what anAddress() gives.
    const same = ['203.0.113.7', '::ffff:203.0.113.7', '::FFFF:cb00:7107', '0:0:0:0:0:ffff:203.0.113.7'];
    expect(await left(http, ...same)).toEqual([9, 8, 7, 6]);
    expect(await left(http, '::ffff:203.0.113.8', '203.0.113.8')).toEqual([9, 8]);
  });

  test('on answers, which anybody may give, a manage_token counts by itself for its own contract only', async () => {
    const stranger = aStranger(http);
    const [one, other] = [(await stranger.post(PATH, aContract())).body, (await stranger.post(PATH, aContract())).body];
    const confirmLeft = async (token: string | null) => {
      const headers: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
      const confirm = `${PATH}/${one.contract_id}/confirm`;
      return remainingOf(await stranger.post(confirm, { phone_number: '+254712345678' }, headers));
    };
    expect(await confirmLeft(null)).toBe(9);
    expect(await confirmLeft(other.manage_token)).toBe(8); // as anybody
    expect(await confirmLeft('mt_wrong')).toBe(7);
    expect(await confirmLeft(one.manage_token)).toBe(9);
  });
});

test('behind two proxies the second address from the right is the caller', async () => {
  const app = await start({ ...LIMITS, TRUST_PROXY: '2' });
  const lists = ['203.0.113.1, 192.0.2.1', '198.51.100.5, 203.0.113.1, 192.0.2.2', '203.0.113.2, 192.0.2.1'];
  expect(await left(app.http, ...lists)).toEqual([9, 8, 9]);
});

test('with a list of proxies only what they forward is believed', async () => {
  const trusting = await start({ ...LIMITS, TRUST_PROXY: '127.0.0.0/8,192.0.2.0/24' });
  const chained = ['203.0.113.1', '203.0.113.1, 192.0.2.9', '198.51.100.1, 203.0.113.1', '203.0.113.2, 192.0.2.9'];
  expect(await left(trusting.http, ...chained)).toEqual([9, 8, 7, 9]);
  const wary = await start({ ...LIMITS, TRUST_PROXY: '192.0.2.0/24' });
  expect(await left(wary.http, '203.0.113.1', '203.0.113.2')).toEqual([9, 8]);
});
