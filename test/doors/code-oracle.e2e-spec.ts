/** Asking for one-time codes, or guessing them, tells nobody who is party to what, nor which contract exists (T7, T10). */
import { aContract, aPhone } from '../factories.js';
import type { Answer } from '../http.js';
import { type Production, startProduction } from './production.js';

const PATH = '/api/v1/contracts';
const NO_CONTRACT = `${PATH}/AG-2026-000000000`; // its check digit is right

let production: Production;
beforeAll(async () => {
  production = await startProduction({ TRUST_PROXY: '1' });
}, 60_000);
afterAll(() => production.close());

interface Asker {
  path: string;
  phone: string;
}

/** Every kind of caller that must look the same: each with a contract and a number that nobody has asked about yet. */
async function askers(): Promise<Record<string, Asker>> {
  const create = async () => {
    const body = aContract();
    const { contract_id, manage_token } = (await production.app.http.post(PATH, body)).body;
    return { path: `${PATH}/${contract_id as string}`, phone: body.parties[0]!.phone_number, manage_token };
  };
  const [one, over] = [await create(), await create()];
  const mine = { Authorization: `Bearer ${over.manage_token as string}` };
  expect((await production.app.http.post(`${over.path}/cancel`, {}, mine)).status).toBe(200);
  return {
    party: one,
    stranger: { path: one.path, phone: aPhone() },
    'party of a contract that is over': over,
    'nobody’s contract': { path: NO_CONTRACT, phone: aPhone() },
    'a party elsewhere': { path: NO_CONTRACT, phone: one.phone },
  };
}

let callers = 0;
/** An address that has not called yet: its calls are counted from nothing. */
const fromElsewhere = () => ({ 'X-Forwarded-For': `203.0.113.${++callers}` });

/** All that an answer shows, without what is an id or a time. */
function faceOf({ status, headers, text }: Answer, path: string): unknown {
  const told = [...headers]
    .filter(([name]) => !/^(date|x-request-id|x-ratelimit-reset(-after)?)$/.test(name))
    .map(([name, value]) => [name, name === 'retry-after' ? value.length : value.replace(/t=\d+$/, 't=TIME')]);
  const shown = text
    .replaceAll(path.split('/').at(-1)!, 'ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/"request_id":"[\w-]{36}"/, '"request_id":"UUID"');
  return { status, told, shown, length: Buffer.byteLength(text) };
}

type Call = { verb: 'confirm' | 'decline'; code?: string; headers?: Record<string, string> };

/** The same calls by every kind of caller, all of them at once: what each was shown, down to how often it may call again. */
async function faces(calls: Call[]): Promise<Map<string, unknown[]>> {
  const all = Object.entries(await askers()).map(async ([who, asker]) => [who, await facesOf(asker, calls)] as const);
  return new Map(await Promise.all(all));
}

async function facesOf({ path, phone }: Asker, calls: Call[]): Promise<unknown[]> {
  const [shown, address]: [unknown[], object] = [[], fromElsewhere()];
  const counted = { code: 0, confirm: 0 };
  for (const { verb, code, headers } of calls) {
    const body = { phone_number: phone, ...(code !== undefined && { code }) };
    const answer = await production.app.http.post(`${path}/${verb}`, body, { ...address, ...headers });
    const calledSoFar = ++counted[code === undefined ? 'code' : 'confirm'];
    expect(Number(answer.headers.get('x-ratelimit-remaining'))).toBe(100_000 - calledSoFar);
    shown.push(faceOf(answer, path));
  }
  return shown;
}

const repeat = (count: number, call: Call): Call[] => Array.from({ length: count }, () => call);

/** Every caller saw what the party saw. Returns the statuses. */
function expectAlike(seen: Map<string, unknown[]>): number[] {
  const party = seen.get('party')!;
  for (const [who, shown] of seen) expect({ who, shown }).toEqual({ who, shown: party });
  expect(seen.size).toBe(5);
  return party.map((face) => (face as { status: number }).status);
}

test.each(['confirm', 'decline'] as const)(
  '%s without a code: the same five answers, then the same 429, for whoever asks about whatever',
  async (verb) => {
    expect(expectAlike(await faces(repeat(7, { verb })))).toEqual([202, 202, 202, 202, 202, 429, 429]);
  },
);

test('confirm and decline are counted together', async () => {
  const calls = [...repeat(3, { verb: 'confirm' }), ...repeat(3, { verb: 'decline' })];
  expect(expectAlike(await faces(calls))).toEqual([202, 202, 202, 202, 202, 429]);
});

test('wrong codes are answered alike, before a code was asked for and after, within five tries and beyond', async () => {
  const wrong: Call = { verb: 'confirm', code: '000000' };
  const calls = [wrong, { verb: 'confirm' } as const, ...repeat(7, wrong), { verb: 'confirm' } as const, wrong];
  expect(expectAlike(await faces(calls))).toEqual([422, 202, ...Array(7).fill(422), 202, 422]);
});

test('a code that is no code is refused before anybody is looked for', async () => {
  const calls = ['12345', '1234567', 'abcdef'].map((code): Call => ({ verb: 'confirm', code }));
  expect(expectAlike(await faces(calls))).toEqual([422, 422, 422]);
});

test('with an Idempotency-Key the first answers and their replays are alike too', async () => {
  const [asking, guessing] = [{ 'Idempotency-Key': 'asking' }, { 'Idempotency-Key': 'guessing' }];
  const calls = [
    ...repeat(2, { verb: 'confirm', headers: asking }),
    ...repeat(2, { verb: 'confirm', code: '000000', headers: guessing }),
  ];
  expect(expectAlike(await faces(calls))).toEqual([202, 202, 422, 422]);
});
