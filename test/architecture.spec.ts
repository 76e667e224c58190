/** The house as data: a room imports itself and lower floors, never its own floor. A new room is a new row. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

/** From the roof down. */
const FLOORS: readonly (readonly string[])[] = [
  ['main.ts', 'cli', 'verify-page', 'browser'],
  ['service.ts', 'doctor', 'backups', 'exports'],
  ['app.module.ts', 'openapi'],
  ['pages', 'console-contracts', 'console-drafts', 'console-settings'],
  ['console', 'metrics'],
  ['rest', 'access', 'inbound-webhooks', 'ussd', 'voice', 'health'],
  ['replies'],
  ['confirmations', 'certificates', 'oauth', 'audit', 'erasure'],
  ['sign-in', 'contracts', 'evidence', 'messaging', 'outbound-webhooks'],
  ['budgets'],
  ['feed'],
  ['carriers', 'writes', 'log'],
  ['auth', 'outbox', 'throttling', 'idempotency', 'signing'],
  ['api-keys', 'operators', 'tokens', 'service-accounts', 'outside-subjects'],
  ['accounts', 'sealing'],
  ['admission'],
  ['persistence', 'app.setup.ts', 'app-log.ts', 'open-requests.ts', 'stopping.ts'],
  ['transactions'],
  ['config', 'crypto', 'problems', 'phones', 'paper', 'verifier', 'client'],
  ['look'],
  ['texts'],
  ['json', 'measures', 'chores'],
];
const ROLES =
  'module|controller|service|guard|filter|decorators|schemas|entity|entities|gateway|worker|page|setup|en|sw';
const FILE_NAME = new RegExp(`^[a-z\\d]+(-[a-z\\d]+)*(\\.(${ROLES}))?\\.ts$`);
const BANNED_FOLDERS = /(^|\/)(common|shared|core|utils|libs|helpers|interfaces|dto)\//;
const FRAMEWORK = /^(@nestjs\/|typeorm|@?fastify|pg$|better-sqlite3)/;
const VERIFIER_MAY = /^(\.\/|tweetnacl$|@noble\/hashes(\/|$))/; // shares no code with the signer, runs in a browser
const MAX_LINES = 250;

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const texts = new Map(files.map((file) => [file, readFileSync(join('src', file), 'utf8')]));
const lengths = [...texts.values()].map((text) => text.split('\n').length - 1).sort((a, b) => a - b);
const room = (file: string) => file.split('/')[0] ?? '';
const height = (file: string) => -FLOORS.findIndex((rooms) => rooms.includes(room(file)));
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*/g, '$1');
const wordsImported = (file: string) => {
  const text = withoutComments(texts.get(file) ?? '');
  return [...text.matchAll(/\b(?:from|import|require)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1] ?? '');
};
const ours = (file: string) =>
  wordsImported(file)
    .filter((word) => word.startsWith('.'))
    .map((word) => normalize(join(dirname(file), word)).replace(/\.js$/, '.ts'));
const edges = files.flatMap((file) => ours(file).map((target) => [file, target] as const));
const abroad = edges.filter(([file, target]) => room(file) !== room(target));
const inRoom = (...names: string[]) => files.filter((file) => names.includes(room(file)));
const strangers = (names: string[], isStrange: (word: string) => boolean) =>
  inRoom(...names).flatMap((file) =>
    wordsImported(file)
      .filter(isStrange)
      .map((word) => `${file} → ${word}`),
  );

function findCircle(file: string, path: readonly string[] = [], done = new Set<string>()): string | null {
  if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' → ');
  if (done.has(file)) return null;
  for (const target of ours(file)) {
    const circle = findCircle(target, [...path, file], done);
    if (circle) return circle;
  }
  done.add(file);
  return null;
}

const offences: [rule: string, offenders: readonly unknown[]][] = [
  ['every file stands in a room of the table', files.filter((file) => height(file) > 0)],
  ['imports only go downstairs', abroad.filter(([file, target]) => !(height(target) < height(file))).map(String)],
  ['no import goes in a circle', files.map((file) => findCircle(file)).filter(Boolean)],
  ['a controller is imported by its own room only', abroad.filter(([, target]) => /\.controller\.ts$/.test(target))],
  [
    'one file reads the environment',
    files.filter(
      (file) => /process\s*\.\s*env\b/.test(withoutComments(texts.get(file) ?? '')) && file !== 'config/env.ts',
    ),
  ],
  ['crypto knows no framework and no database', strangers(['crypto'], (word) => FRAMEWORK.test(word))],
  ['the verifier stands alone', strangers(['verifier'], (word) => !VERIFIER_MAY.test(word))],
  ['the client stands alone, and so runs in a browser', strangers(['client'], (word) => !word.startsWith('./'))],
  [
    'the page of the verifier knows nothing but the verifier, so it is as independent',
    abroad.filter(([file, target]) => room(file) === 'verify-page' && room(target) !== 'verifier').map(String),
  ],
  ['no index.ts', files.filter((file) => basename(file) === 'index.ts')],
  ['no folder that is a drawer', files.filter((file) => BANNED_FOLDERS.test(file))],
  ['file names are noun.role.ts', files.filter((file) => !FILE_NAME.test(basename(file)))],
  ['no file is over the cap', files.filter((file) => (texts.get(file) ?? '').split('\n').length - 1 > MAX_LINES)],
];

test.each(offences)('%s', (_rule, offenders) => expect(offenders).toEqual([]));

test('files are short: half within 60 lines, nearly all within 200', () => {
  const at = (share: number) => lengths[Math.floor((lengths.length - 1) * share)] ?? 0;
  expect({ median: at(0.5) <= 60 || at(0.5), p95: at(0.95) <= 200 || at(0.95) }).toEqual({ median: true, p95: true });
});

test('ready.mjs asks for the Node that package.json asks for', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(readFileSync('ready.mjs', 'utf8')).toContain(`'${engines.node}'`);
});
