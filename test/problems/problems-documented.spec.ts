import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS } from '../../src/openapi/operations.js';
import { PROBLEMS, type ProblemKind } from '../../src/problems/problem.js';
import { isProblemKind, MEANINGS, renderMeaningPage } from '../../src/problems/problem-page.js';

const KINDS = Object.keys(PROBLEMS) as ProblemKind[];

/** Kinds any address can answer with, or any that takes an Idempotency-Key; no operation lists them one by one. */
const ANYWHERE: ProblemKind[] = [
  ...(['not-found', 'method-not-allowed', 'payload-too-large', 'unsupported-media-type'] as const),
  ...(['forbidden', 'internal-error', 'request-in-progress', 'idempotency-key-reused'] as const),
];

test.each(KINDS)('%s has a page with its status and what to do', (kind) => {
  const page = renderMeaningPage(kind);
  expect(page).toContain(`<h1>${PROBLEMS[kind].title}</h1>`);
  expect(page).toContain(`<code>${kind}</code> · HTTP ${PROBLEMS[kind].status}`);
  expect(MEANINGS[kind]).toMatch(/^[A-Z`].{10,}\.$/);
});

test('no page is left of a kind that is gone', () => {
  expect(Object.keys(MEANINGS).sort()).toEqual([...KINDS].sort());
  expect(KINDS.every(isProblemKind)).toBe(true);
  for (const name of ['__proto__', 'constructor', 'toString', '']) expect(isProblemKind(name)).toBe(false);
});

test('operations name only kinds that exist, each once', () => {
  for (const [operation, { problems = [] }] of Object.entries(OPERATIONS)) {
    expect({ operation, unknown: problems.filter((kind) => !isProblemKind(kind)) }).toEqual({ operation, unknown: [] });
    expect({ operation, count: new Set(problems).size }).toEqual({ operation, count: problems.length });
  }
});

test('every kind is named by an operation, unless any address can answer with it', () => {
  const named = new Set(Object.values(OPERATIONS).flatMap(({ problems = [] }) => problems));
  expect(KINDS.filter((kind) => !named.has(kind) && !ANYWHERE.includes(kind))).toEqual([]);
});

test('every kind is thrown somewhere: none is a promise without a use', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  const others = files.filter((file) => file.endsWith('.ts') && !/problem(-page)?\.ts$|operations\.ts$/.test(file));
  const source = others.map((file) => readFileSync(join('src', file), 'utf8')).join('\n');
  expect(KINDS.filter((kind) => !source.includes(`'${kind}'`))).toEqual([]);
});

test('a kind is a noun in kebab case, and its title a sentence without a full stop', () => {
  for (const kind of KINDS) {
    expect(kind).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(PROBLEMS[kind].title).toMatch(/^[A-Z].*[^.]$/);
  }
});
