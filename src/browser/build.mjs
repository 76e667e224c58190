/** Makes what the pages load: one style sheet, and the scripts. `node src/browser/build.mjs [folder]`, by default into dist. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BROWSERS = ['chrome97', 'firefox104', 'safari15.4']; // as the verify page
const SCRIPTS = ['live.ts', 'contract-form.ts']; // each is one file that pages name

const outdir = join(resolve(process.argv[2] ?? join(HERE, '../../dist')), 'browser');
mkdirSync(outdir, { recursive: true });
await build({
  entryPoints: ['../look/site.css', ...SCRIPTS].map((name) => ({ in: join(HERE, name), out: parse(name).name })),
  ...{ outdir, bundle: true, minify: true, format: 'iife', charset: 'utf8', legalComments: 'none' },
  loader: { '.svg': 'dataurl' },
  ...{ target: BROWSERS, tsconfig: join(HERE, 'tsconfig.json') },
});
copyFileSync(join(HERE, '../look/mark.svg'), join(outdir, 'mark.svg'));
