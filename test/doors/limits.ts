/** Services that limit, callers whom no test has counted before, and what an answer says of a limit. */
import { aPhone } from '../factories.js';
import type { Answer, Http } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { expectProblem } from './expect-problem.js';
import { type Production, startProduction } from './production.js';

export const PATH = '/api/v1/contracts';
export const NO_CONTRACT = `${PATH}/AG-2026-000000000`; // its check digit is right
export const SMALL = {
  ...{ THROTTLE_CREATE: '2', THROTTLE_CONFIRM: '3', THROTTLE_SEARCH: '1', THROTTLE_OTHERS: '4' },
  TRUST_PROXY: '1',
};

export const LIMIT_HEADERS = [
  ...['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'x-ratelimit-reset-after'],
  ...['ratelimit', 'ratelimit-policy'],
];

const started: { close(): Promise<unknown> }[] = [];

export async function start(env: Record<string, string>): Promise<App> {
  const app = await startApp({ env: { THROTTLE: 'on', ...env } });
  started.push(app);
  return app;
}

export async function startInProduction(env: Record<string, string>): Promise<Production> {
  const production = await startProduction(env);
  started.push(production);
  return production;
}

/** For the end of the file. */
export async function closeStarted(): Promise<void> {
  await Promise.all(started.splice(0).map((one) => one.close()));
}

let next = 0;

/** An address that no other test of this process has used. */
export function anAddress(): string {
  next += 1;
  return `203.0.${next >> 8}.${next & 255}`;
}

/** Somebody whose limits count from nothing, where TRUST_PROXY=1. */
export const aStranger = (http: Http): Http => http.with({ 'X-Forwarded-For': anAddress() });

const numberIn = ({ headers }: Answer, name: string) => Number(headers.get(name) ?? Number.NaN);
export const limitOf = (answer: Answer) => numberIn(answer, 'x-ratelimit-limit');
export const remainingOf = (answer: Answer) => numberIn(answer, 'x-ratelimit-remaining');
export const limitHeaders = ({ headers }: Answer) => LIMIT_HEADERS.filter((name) => headers.has(name));

/** Every header says the same of one window, and says it of now. */
export function expectStanding(answer: Answer, name: string, limit: number, remaining: number): void {
  expect(limitHeaders(answer)).toEqual(LIMIT_HEADERS);
  expect([limitOf(answer), remainingOf(answer)]).toEqual([limit, remaining]);
  const resetAfter = numberIn(answer, 'x-ratelimit-reset-after');
  expect(Number.isInteger(resetAfter) && resetAfter >= 1 && resetAfter <= 60).toBe(true);
  const reset = numberIn(answer, 'x-ratelimit-reset');
  expect(Number.isInteger(reset)).toBe(true);
  expect(Math.abs(reset - resetAfter - Date.now() / 1_000)).toBeLessThanOrEqual(2);
  expect(answer.headers.get('ratelimit')).toBe(`"${name}";r=${remaining};t=${resetAfter}`);
  expect(answer.headers.get('ratelimit-policy')).toBe(`"${name}";q=${limit};w=60`);
}

export function expectTooMany(answer: Answer, name: string, limit: number, instance: string): void {
  expectProblem(answer, { kind: 'too-many-requests', instance });
  expectStanding(answer, name, limit, 0);
  expect(answer.headers.get('retry-after')).toBe(answer.headers.get('x-ratelimit-reset-after'));
}

/** What each limit that a call can show is set to: create, code or confirm, confirm, search, others. */
export async function everyLimit(http: Http): Promise<number[]> {
  const answers = [
    await http.post(PATH, {}),
    await http.post(`${NO_CONTRACT}/confirm`, { phone_number: aPhone() }),
    await http.post(`${NO_CONTRACT}/confirm`, { phone_number: aPhone(), code: '000000' }),
    await http.post(`${PATH}/search`, { phone_number: aPhone() }),
    await http.get(`${NO_CONTRACT}/status`),
  ];
  return answers.map(limitOf);
}
