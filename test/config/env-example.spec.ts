/** `.env.example` is the table in another form. After a change: UPDATE_ENV_EXAMPLE=1 npm run jest test/config */
import { readFileSync, writeFileSync } from 'node:fs';
import { exampleOf, GROUPS, NAMES, type Name, TABLE } from '../../src/config/env-table.js';

const HEAD = `# What Ndiyo reads from its environment. Copy this file to .env and uncomment what you need; the real environment
# wins over .env. Every variable X may be given as X_FILE, a file that holds the value (a mounted secret).
`;

function render(): string {
  const groups = Object.entries(GROUPS).map(([title, rows]) => {
    const lines = (Object.keys(rows) as Name[]).map(
      (name) => `# ${TABLE.shape[name].meta()?.description}\n# ${name}=${exampleOf(name)}\n`,
    );
    return `\n# --- ${title} ---\n\n${lines.join('\n')}`;
  });
  return HEAD + groups.join('');
}

if (process.env.UPDATE_ENV_EXAMPLE) writeFileSync('.env.example', render());
const text = readFileSync('.env.example', 'utf8');
const named = [...text.matchAll(/^# ([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);

test('the example names every variable of the table', () => {
  expect(NAMES.filter((name) => !named.includes(name))).toEqual([]);
});

test('the example names no variable the table lacks', () => {
  expect(named.filter((name) => !NAMES.includes(name as Name))).toEqual([]);
});

test('the example tells the meaning of each as the table does', () => {
  expect(text).toBe(render());
});

test('every line of the example is a comment, so a copy of it changes nothing', () => {
  expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
});

test('each variable has one line of meaning', () => {
  for (const name of NAMES) expect(TABLE.shape[name].meta()?.description).toMatch(/^.{5,80}$/);
});
