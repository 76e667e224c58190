/** Whom a limit counts when nobody says who they are: the address, as far as proxies can be believed (T31, F25). */
import { aContract } from '../factories.js';
import type { Answer, Http } from '../http.js';
import { type App, startApp } from '../start-app.js';

const PATH = '/api/v1/contracts';

const started: App[] = [];
async function start(env: Record<string, string>): Promise<Http> {
  const app = await startApp({ env: { THROTTLE: 'on', ...env } });
  started.push(app);
  return app.http;
}
afterEach(async () => {
  await Promise.all(started.splice(0).map((app) => app.close()));
});

const from = (http: Http, forwarded: string): Promise<Answer> => http.get(PATH, { 'X-Forwarded-For': forwarded });

/** How many calls of each address's bucket are left, asked in this order. */
async function left(http: Http, ...forwarded: string[]): Promise<number[]> {
  const remaining: number[] = [];
  for (const one of forwarded) {
    const { headers } = await from(http, one);
    remaining.push(Number(headers.get('x-ratelimit-remaining')));
  }
  return remaining;
}

describe('behind one proxy (TRUST_PROXY=1)', () => {
  const env = { TRUST_PROXY: '1', THROTTLE_OTHERS: '10' };

  test('the address the proxy names is the caller', async () => {
    const http = await start(env);
    expect(await left(http, '203.0.113.1', '203.0.113.2', '203.0.113.1', '203.0.113.2')).toEqual([9, 9, 8, 8]);
    expect((await http.get(PATH)).headers.get('x-ratelimit-remaining')).toBe('9'); // the proxy itself
  });

  test('a port that the proxy adds is no part of the address', async () => {
    const http = await start(env);
    const lists = [
      '203.0.113.9:4711',
      '203.0.113.9',
      '203.0.113.9:1',
      '[2001:db8::1]:80',
      '2001:db8::2',
      '[2001:db8::3]',
    ];
    expect(await left(http, ...lists)).toEqual([9, 8, 7, 9, 8, 7]);
  });

  test('what a caller wrote in front of it makes no difference', async () => {
    const http = await start(env);
    const lists = ['203.0.113.9', '198.51.100.1, 203.0.113.9', '10.0.0.1,127.0.0.1, 203.0.113.9', 'x, 203.0.113.9'];
    expect(await left(http, ...lists)).toEqual([9, 8, 7, 6]);
  });

  test('1,000 forged addresses before one true one are one caller, and its limit is exact', async () => {
    const http = await start({ ...env, THROTTLE_OTHERS: '50' });
    const statuses: number[] = [];
    for (let batch = 0; batch < 20; batch++) {
      const forged = Array.from({ length: 50 }, (_, i) => `100.${64 + batch}.${i}.7, 203.0.113.9`);
      const answers = await Promise.all(forged.map((list) => from(http, list)));
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(50);
    expect(statuses.filter((status) => status === 429)).toHaveLength(950);
    expect((await from(http, '203.0.113.10')).status).toBe(200);
  });

  test('a /64 of IPv6 is one caller, however its addresses are written; the next /64 is another', async () => {
    const http = await start(env);
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
    const http = await start({ ...env, THROTTLE_OTHERS: '30' });
    const sweep = Array.from({ length: 200 }, (_, i) => `2001:db8:5:6:${i.toString(16)}::${i.toString(16)}`);
    const answers = await Promise.all(sweep.map((address) => from(http, address)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(30);
  });

  test('an IPv4 address within IPv6 is that IPv4 address, and no other', async () => {
    const http = await start(env);
    const same = ['203.0.113.7', '::ffff:203.0.113.7', '::FFFF:cb00:7107', '0:0:0:0:0:ffff:203.0.113.7'];
    expect(await left(http, ...same)).toEqual([9, 8, 7, 6]);
    expect(await left(http, '::ffff:203.0.113.8', '203.0.113.8')).toEqual([9, 8]);
  });
});

test('on answers, which anybody may give, a manage_token counts by itself for its own contract only', async () => {
  const http = await start({ THROTTLE_CONFIRM: '10' });
  const [one, other] = [(await http.post(PATH, aContract())).body, (await http.post(PATH, aContract())).body];
  const confirmLeft = async (token: string | null) => {
    const headers: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
    const answer = await http.post(`${PATH}/${one.contract_id}/confirm`, { phone_number: '+254712345678' }, headers);
    return Number(answer.headers.get('x-ratelimit-remaining'));
  };
  expect(await confirmLeft(null)).toBe(9);
  expect(await confirmLeft(other.manage_token)).toBe(8); // as anybody
  expect(await confirmLeft('mt_wrong')).toBe(7);
  expect(await confirmLeft(one.manage_token)).toBe(9);
});

test('behind two proxies the second address from the right is the caller', async () => {
  const http = await start({ TRUST_PROXY: '2', THROTTLE_OTHERS: '10' });
  const lists = ['203.0.113.1, 192.0.2.1', '198.51.100.5, 203.0.113.1, 192.0.2.2', '203.0.113.2, 192.0.2.1'];
  expect(await left(http, ...lists)).toEqual([9, 8, 9]);
});

test('with a list of proxies only what they forward is believed', async () => {
  const trusting = await start({ TRUST_PROXY: '127.0.0.0/8,192.0.2.0/24', THROTTLE_OTHERS: '10' });
  const chained = ['203.0.113.1', '203.0.113.1, 192.0.2.9', '198.51.100.1, 203.0.113.1', '203.0.113.2, 192.0.2.9'];
  expect(await left(trusting, ...chained)).toEqual([9, 8, 7, 9]);
  const wary = await start({ TRUST_PROXY: '192.0.2.0/24', THROTTLE_OTHERS: '10' });
  expect(await left(wary, '203.0.113.1', '203.0.113.2')).toEqual([9, 8]);
});

test.each<Record<string, string>>([{}, { TRUST_PROXY: '0' }])(
  'without a proxy to believe (%j) a forwarding header changes nothing',
  async (env) => {
    const http = await start({ ...env, THROTTLE_OTHERS: '10' });
    expect(await left(http, '203.0.113.1', '203.0.113.2', '::1', '127.0.0.2')).toEqual([9, 8, 7, 6]);
    const otherHeaders = {
      Forwarded: 'for=203.0.113.3',
      'X-Real-IP': '203.0.113.4',
      'CF-Connecting-IP': '203.0.113.5',
    };
    expect((await http.get(PATH, otherHeaders)).headers.get('x-ratelimit-remaining')).toBe('5');
  },
);
