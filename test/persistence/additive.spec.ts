/** A server of the former release goes on while a newer one has migrated: so a migration only adds. docs/upgrading.md has the rule. */
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = 'src/persistence/migrations';
const [initial, ...later] = readdirSync(FOLDER).sort();
/** What leads forward. Undoing is for whoever has stopped every server. */
const forward = (file: string) => readFileSync(`${FOLDER}/${file}`, 'utf8').split('async down')[0]!;

/** What a former release would stumble over, with why. Dropping an index only makes it slower. */
const BREAKING: [why: string, found: RegExp][] = [
  ['it reads that table or column still', /\bDROP\s+(TABLE|COLUMN|VIEW)\b/i],
  ['it knows the former name', /\bRENAME\b/i],
  ['it writes the former type, or nothing', /\bALTER\s+COLUMN\b|\bSET\s+NOT\s+NULL\b/i],
  // A unique index is looked at by whoever reads the migration: on a new table or column it disturbs nobody.
  ['its rows may not fit', /\bADD\s+(CONSTRAINT|CHECK|UNIQUE)\b/i],
  ['it writes nothing into that column', /\bADD\s+(COLUMN\s+)?"\w+"(?![^`]*\bDEFAULT\b)[^`]*\bNOT\s+NULL\b/i],
];

test('there are migrations after the first', () => {
  expect(initial).toMatch(/initial/);
  expect(later.length).toBeGreaterThan(9);
});

test.each(later)('%s only adds', (file) => {
  const text = forward(file);
  expect(BREAKING.filter(([, found]) => found.test(text)).map(([why]) => why)).toEqual([]);
});

test.each([
  'ALTER TABLE "outbox" DROP COLUMN "failures"',
  'ALTER TABLE "outbox" RENAME COLUMN "failures" TO "faults"',
  'ALTER TABLE "outbox" ADD "faults" integer NOT NULL',
  'ALTER TABLE "outbox" ALTER COLUMN "failures" TYPE bigint',
])('%s would be noticed', (step) => {
  expect(BREAKING.some(([, found]) => found.test(`\`${step}\``))).toBe(true);
});

test('a column with a default, or one that may be empty, is none of them', () => {
  const text =
    '`ALTER TABLE "outbox" ADD "failures" integer NOT NULL DEFAULT (0)`, `ALTER TABLE "events" ADD "leaf" integer`';
  expect(BREAKING.some(([, found]) => found.test(text))).toBe(false);
});
