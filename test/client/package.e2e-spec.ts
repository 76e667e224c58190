/** The client as others get it: from the package, in a browser, and as the README shows it. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { type App, startApp } from '../start-app.js';

const run = promisify(execFile);
const ROOT = process.cwd();
const EXAMPLE = /```ts\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
const BROWSER: ts.CompilerOptions = {
  ...{ target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext, strict: true, skipLibCheck: true },
  ...{ lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: [] }, // nothing of Node's
};

const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says of files, one of which need not exist. */
function complaints(files: string[], options: ts.CompilerOptions, texts: Record<string, string> = {}): string[] {
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (name) => texts[name] ?? readFile(name);
  host.fileExists = (name) => name in texts || fileExists(name);
  host.getSourceFile = (name, version) => {
    if (name in texts) return ts.createSourceFile(name, texts[name]!, version);
    if (!parsed.has(name)) parsed.set(name, getSourceFile(name, version));
    return parsed.get(name);
  };
  const found = ts.getPreEmitDiagnostics(ts.createProgram(files, options, host));
  return found.map(
    ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
  );
}

test('the client names nothing that a browser lacks', () => {
  const files = readdirSync('src/client').map((file) => join(ROOT, 'src/client', file));
  expect(files.length).toBeGreaterThan(5);
  expect(complaints(files, BROWSER)).toEqual([]);
});

test('the compiler would have noticed a global of Node’s', () => {
  const file = join(ROOT, 'src/client/node.ts');
  expect(complaints([file], BROWSER, { [file]: 'export const text = Buffer.from(process.version);' })).toHaveLength(2);
});

test('package.json leads to the built client and its types', () => {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(Object.keys(exports)).toEqual(['./client']);
  for (const path of Object.values<string>(exports['./client'])) expect([path, existsSync(path)]).toEqual([path, true]);
});

test('the example in the README agrees with the types of the package', () => {
  const file = join(ROOT, 'example.mts');
  expect(EXAMPLE).toContain("from 'ndiyo/client'");
  const options = { ...BROWSER, rootDir: ROOT };
  expect(complaints([file], options, { [file]: EXAMPLE })).toEqual([]);
  const wrong = EXAMPLE.replace("role: 'seller'", "role: 'sellr'");
  expect(complaints([file], options, { [file]: wrong })).toEqual([expect.stringMatching(/"sellr"' is not assignable/)]);
});

describe('with the service running', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  test('the example in the README does what it says', async () => {
    const example = EXAMPLE.replace('http://127.0.0.1:3000', app.url);
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', example], { cwd: ROOT });
    expect(stdout).toMatch(/^AG-\d{4}-\d{9}: 0 of 2 have agreed\n$/);
  });
});
