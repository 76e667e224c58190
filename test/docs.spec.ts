/** What README.md and docs/ name is there: variables, commands with their options, calls, problems, files and headings. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NAMES } from '../src/config/env-table.js';
import { english as advice } from '../src/messaging/delivery-advice.en.js';
import { OPERATIONS } from '../src/openapi/operations.js';
import { isProblemKind } from '../src/problems/problem-page.js';

const PAGES = ['README.md', ...readdirSync('docs').map((name) => join('docs', name))].map((path) => ({
  path,
  text: readFileSync(path, 'utf8'),
}));
// Read by Compose, by the build of the image and by Caddy.
const CONTAINERS = ['COMPOSE_FILE', 'DOMAIN', 'BUILD_IMAGE', 'RUN_IMAGE', 'UPSTREAMS'];
// Of the shell in examples, of the tests, and any variable at all.
const OTHERS = ['KEY_ID', 'SIGNING_SECRET', 'TEST_POSTGRES_URL', 'TEST_ENGINE', 'NAME_FILE', 'X_FILE', ...CONTAINERS];

test.each(PAGES)('$path names no variable that is not read', ({ text }) => {
  const named = [...text.matchAll(/(?<![\w$])[A-Z]{2,}(?:_[A-Z]+)+\b(?!\.)/g)].map(([name]) => name);
  const assigned = [...text.matchAll(/^#?([A-Z]{3,})=/gm)].map(([, name]) => name!);
  const known = new Set<string>([...NAMES, ...NAMES.map((name) => `${name}_FILE`), ...OTHERS, ...shellOf(text)]);
  expect([...named, ...assigned].filter((name) => !known.has(name))).toEqual([]);
});

/** What an example sets for itself, and then uses as `$NAME`. */
const shellOf = (text: string): string[] => [...text.matchAll(/\$\{?([A-Z_]+)/g)].map(([, name]) => name!);

// Everything that the command line says of a command: its lines, and what stands under them.
const [, usage = ''] = readFileSync('src/cli/cli.ts', 'utf8').split('`Usage:');
const lines = usage.slice(0, usage.indexOf('`;')).split('\n');

function wordsOf(command: string): Set<string> {
  const parts = lines.join('\n').split(/\n(?= {2}\S)/);
  const its = parts.map((part) => part.trimStart()).filter((part) => part.split(/\s/)[0] === command);
  return new Set(its.flatMap((part) => part.match(/[\w-]+/g) ?? []));
}

test.each(PAGES)('$path gives commands as the command line takes them', ({ text }) => {
  const whole = text.replace(/\\\n\s*/g, '');
  const given = [...whole.matchAll(/npm run (?:-s )?cli -- ([^`\n#)]*)/g)].map(([, words]) =>
    words!.split(/[.…]( |$)/)[0]!.trim(),
  );
  const wrong = given.filter((words) => {
    const [name = '', second = ''] = words.split(' ');
    if (name === '') return false; // in general, as `npm run cli -- …`
    const known = wordsOf(name);
    const options = [...words.matchAll(/ --([\w-]+)/g)].map(([, option]) => `--${option}`);
    const isVerb = /^[a-z][a-z-]+$/.test(second);
    return known.size === 0 || (isVerb && !known.has(second)) || options.some((option) => !known.has(option));
  });
  expect(wrong).toEqual([]);
});

test.each(PAGES)('$path names calls that are answered', ({ text }) => {
  const calls = [...text.matchAll(/\b(GET|POST|PUT|PATCH|DELETE)\s(\/[\w./{}-]+)/g)];
  const given = calls.map(([, method, path]) => `${method} ${path}`.replace(/\{\w+\}/g, '{}').replace(/[./]+$/, ''));
  const known = Object.keys(OPERATIONS).map((operation) => operation.replace(/\{\w+\}/g, '{}'));
  expect(given.filter((call) => !known.includes(call) && call !== 'POST /ndiyo')).toEqual([]); // that one is a receiver's
});

const FOR_OPERATORS = PAGES.filter(({ path }) =>
  /(going-live|backup|upgrading|grades|claims|troubles)[\w-]*\.md/.test(path),
);

test.each(FOR_OPERATORS)('$path names problems, reasons and commands that exist', ({ text }) => {
  const spans = [...text.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, word]) => word!);
  const isCommand = (word: string) => lines.some((line) => line.includes(word));
  const isKnown = (word: string) => isProblemKind(word) || word in advice.reasons || isCommand(word);
  expect(spans.filter((word) => !isKnown(word) && !THINGS.includes(word))).toEqual([]);
});

// A file's ending, a callback and drills.
const THINGS = ['-wal', 'opt-out', 'disk-full', 'same-instant', 'bad-config'];

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

test.each(PAGES)('$path leads to files and headings that are there', ({ path, text }) => {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
  const broken = links.filter(([, file = '', anchor]) => {
    const target = file === '' ? path : join(dirname(path), file);
    if (!existsSync(target)) return true;
    const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));
    return anchor !== undefined && !headings.includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test('every page for operators has its link in README.md', () => {
  const readme = PAGES[0]!.text;
  expect(PAGES.slice(1).filter(({ path }) => !readme.includes(`(${path})`))).toEqual([]);
});
