import { aContract, aParty } from '../factories.js';
import type { Answer } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { expectProblem } from './expect-problem.js';

const PATH = '/api/v1/contracts';
const OTIENO = '+254723999001';

let app: App;
/** Newest first. */
let created: { contract_id: string; created_at: string }[];
beforeAll(async () => {
  app = await startApp();
  const types = ['agricultural_supply', 'logistics', 'other', 'loan_agreement', 'goods_purchase'];
  const bodies = Array.from({ length: 25 }, (_, i) => {
    const buyer = i % 5 === 0 ? aParty({ phone_number: OTIENO }) : aParty();
    return aContract({ contract_type: types[i % 5], external_id: `n${i}`, parties: [aParty(), buyer] });
  });
  // Many at once, so that some are made within one millisecond.
  const answers = await Promise.all(bodies.map((body) => app.http.post(PATH, body)));
  created = answers.map(({ body }) => body).sort(newestFirst);
}, 40_000);
afterAll(() => app.close());

type Listed = { contract_id: string; created_at: string };
const sortKey = (one: Listed) => `${one.created_at} ${one.contract_id}`;
const newestFirst = (a: Listed, b: Listed) => (sortKey(a) < sortKey(b) ? 1 : -1);
const idsOf = (contracts: Listed[]) => contracts.map((contract) => contract.contract_id);

async function walk(page: (cursor: string | null) => Promise<Answer>) {
  const pages: Listed[][] = [];
  for (let cursor: string | null = null, isFirst = true; isFirst || cursor !== null; isFirst = false) {
    const { status, body }: Answer = await page(cursor);
    expect(status).toBe(200);
    pages.push(body.contracts);
    cursor = body.next_cursor;
  }
  return pages;
}
const listBy = (query: string) => (cursor: string | null) =>
  app.http.get(`${PATH}?${query}${cursor === null ? '' : `&cursor=${cursor}`}`);

test.each([
  [1, 25],
  [4, 7],
  [5, 5],
  [24, 2],
  [25, 1],
  [100, 1],
])('pages of %d walk all 25 contracts exactly once, newest first, in %d pages', async (limit, pages) => {
  const walked = await walk(listBy(`limit=${limit}`));
  expect(idsOf(walked.flat())).toEqual(idsOf(created));
  expect(walked).toHaveLength(pages);
});

test('a page without a limit holds 20', async () => {
  expect((await app.http.get(PATH)).body.contracts).toHaveLength(20);
});

test('what is created during the walk moves nothing on later pages', async () => {
  const { body: first } = await app.http.get(`${PATH}?limit=10`);
  const { body: late } = await app.http.post(PATH, aContract({ contract_type: 'service_agreement' }));
  const { body: second } = await app.http.get(`${PATH}?limit=10&cursor=${first.next_cursor}`);
  expect(idsOf([...first.contracts, ...second.contracts])).toEqual(idsOf(created.slice(0, 20)));
  expect((await app.http.get(`${PATH}?limit=1`)).body.contracts[0].contract_id).toBe(late.contract_id);
});

test('filters narrow a list, alone and together', async () => {
  const logistics = (await walk(listBy('contract_type=logistics&limit=2'))).flat();
  expect(logistics).toHaveLength(5);
  expect(idsOf(logistics)).toEqual(idsOf([...logistics].sort(newestFirst)));
  expect((await app.http.get(`${PATH}?external_id=n7`)).body.contracts).toHaveLength(1);
  expect((await app.http.get(`${PATH}?external_id=n7&contract_type=logistics`)).body.contracts).toHaveLength(0);
  expect((await app.http.get(`${PATH}?status=confirmed`)).body).toEqual({ contracts: [], next_cursor: null });
  expect((await walk(listBy('status=pending&limit=100'))).flat().length).toBeGreaterThanOrEqual(25);
});

test('created_after and created_before leave out the instant itself, in whatever zone it is written', async () => {
  const at = created[12]!.created_at;
  const inNairobi = new Date(Date.parse(at) + 3 * 3_600_000).toISOString().replace('Z', '+03:00');
  for (const instant of [at, inNairobi].map(encodeURIComponent)) {
    const before = (await walk(listBy(`created_before=${instant}&limit=100`))).flat();
    expect(idsOf(before)).toEqual(idsOf(created.filter((one) => one.created_at < at)));
    const after = (await walk(listBy(`created_after=${instant}&external_id=n24&limit=100`))).flat();
    expect(after.every((one) => one.created_at > at)).toBe(true);
  }
});

test('a number is searched in the body alone, in any form, and answered masked', async () => {
  const search = (phone_number: string) => (cursor: string | null) =>
    app.http.post(`${PATH}/search`, { phone_number, limit: 2, ...(cursor !== null && { cursor }) });
  const found = (await walk(search(OTIENO))).flat();
  expect(found).toHaveLength(5);
  expect(JSON.stringify(found)).not.toContain(OTIENO);
  expect(idsOf((await walk(search('0723 999 001'))).flat())).toEqual(idsOf(found));
  expect((await walk(search('+254723999002'))).flat()).toEqual([]);
  const inAddress = await app.http.get(`${PATH}?phone_number=${encodeURIComponent(OTIENO)}`);
  expectProblem(inAddress, { kind: 'invalid-parameter', pointers: ['#/phone_number'], instance: PATH });
});

test.each([
  [{}, '#/phone_number'],
  [{ phone_number: 'nobody' }, '#/phone_number'],
  [{ phone_number: OTIENO, limit: '5' }, '#/limit'],
  [{ phone_number: OTIENO, page: 2 }, '#/page'],
])('a search for %j is refused and named', async (body, pointer) => {
  const answer = await app.http.post(`${PATH}/search`, body);
  expectProblem(answer, { kind: 'invalid-value', pointers: [pointer], instance: `${PATH}/search` });
});
