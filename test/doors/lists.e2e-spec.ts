import type { Contract, ContractPage, ListFilter, NewContract } from '../../src/client/client.js';
import { aContract, aParty } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { expectProblem } from './expect-problem.js';

const PATH = '/api/v1/contracts';
const OTIENO = '+254723999001';

let app: App;
/** Newest first. */
let created: Contract[];
beforeAll(async () => {
  app = await startApp();
  const types = ['agricultural_supply', 'logistics', 'other', 'loan_agreement', 'goods_purchase'];
  const bodies = Array.from({ length: 25 }, (_, i) => {
    const buyer = i % 5 === 0 ? aParty({ phone_number: OTIENO }) : aParty();
    return aContract({ contract_type: types[i % 5], external_id: `n${i}`, parties: [aParty(), buyer] });
  });
  // Many at once, so that some are made within one millisecond.
  const answers = await Promise.all(bodies.map((body) => app.client.contracts.create(body as NewContract)));
  created = answers.sort(newestFirst);
}, 40_000);
afterAll(() => app.close());

const sortKey = (one: Contract) => `${one.created_at} ${one.contract_id}`;
const newestFirst = (a: Contract, b: Contract) => (sortKey(a) < sortKey(b) ? 1 : -1);
const idsOf = (contracts: Contract[]) => contracts.map((contract) => contract.contract_id);

async function walk(page: (from: { cursor?: string }) => Promise<ContractPage>) {
  const pages: Contract[][] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { contracts, next_cursor }: ContractPage = await page(cursor === '' ? {} : { cursor });
    pages.push(contracts);
    cursor = next_cursor;
  }
  return pages;
}
const list = (filter: ListFilter = {}) => app.client.contracts.list(filter);
const walkList = (filter: ListFilter) => walk((from) => list({ ...filter, ...from }));

test.each([
  [1, 25],
  [4, 7],
  [5, 5],
  [24, 2],
  [25, 1],
  [100, 1],
])('pages of %d walk all 25 contracts exactly once, newest first, in %d pages', async (limit, pages) => {
  const walked = await walkList({ limit });
  expect(idsOf(walked.flat())).toEqual(idsOf(created));
  expect(walked).toHaveLength(pages);
});

test('a page without a limit holds 20', async () => {
  expect((await list()).contracts).toHaveLength(20);
});

test('what is created during the walk moves nothing on later pages', async () => {
  const first = await list({ limit: 10 });
  const late = await app.client.contracts.create(aContract({ contract_type: 'service_agreement' }) as NewContract);
  const second = await list({ limit: 10, cursor: first.next_cursor! });
  expect(idsOf([...first.contracts, ...second.contracts])).toEqual(idsOf(created.slice(0, 20)));
  expect(idsOf((await list({ limit: 1 })).contracts)).toEqual([late.contract_id]);
});

test('filters narrow a list, alone and together', async () => {
  const logistics = (await walkList({ contract_type: 'logistics', limit: 2 })).flat();
  expect(logistics).toHaveLength(5);
  expect(idsOf(logistics)).toEqual(idsOf([...logistics].sort(newestFirst)));
  expect((await list({ external_id: 'n7' })).contracts).toHaveLength(1);
  expect((await list({ external_id: 'n7', contract_type: 'logistics' })).contracts).toHaveLength(0);
  expect(await list({ status: 'confirmed' })).toEqual({ contracts: [], next_cursor: null });
  expect((await walkList({ status: 'pending', limit: 100 })).flat().length).toBeGreaterThanOrEqual(25);
});

test('created_after and created_before leave out the instant itself, in whatever zone it is written', async () => {
  const at = created[12]!.created_at;
  const inNairobi = new Date(Date.parse(at) + 3 * 3_600_000).toISOString().replace('Z', '+03:00');
  for (const instant of [at, inNairobi]) {
    const before = (await walkList({ created_before: instant, limit: 100 })).flat();
    expect(idsOf(before)).toEqual(idsOf(created.filter((one) => one.created_at < at)));
    const after = (await walkList({ created_after: instant, external_id: 'n24', limit: 100 })).flat();
    expect(after.every((one) => one.created_at > at)).toBe(true);
  }
});

test('a number is searched in the body alone, in any form, and answered masked', async () => {
  const search = async (phone_number: string) =>
    (await walk((from) => app.client.contracts.search({ phone_number, limit: 2, ...from }))).flat();
  const found = await search(OTIENO);
  expect(found).toHaveLength(5);
  expect(JSON.stringify(found)).not.toContain(OTIENO);
  expect(idsOf(await search('0723 999 001'))).toEqual(idsOf(found));
  expect(await search('+254723999002')).toEqual([]);
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
