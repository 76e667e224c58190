/** Makes what the pages load: one style sheet, and the scripts. `node src/browser/build.mjs [folder]`, by default into dist. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BROWSERS = ['chrome97', 'firefox104', 'safari15.4']; // as the verify page
const SCRIPTS = ['check-receipt.ts', 'contract-form.ts', 'live.ts', 'phones.ts'];
const LOADED_BY_SCRIPTS = ['../verifier/verify-receipt.ts'];

const outdir = join(resolve(process.argv[2] ?? join(HERE, '../../dist')), 'browser');
mkdirSync(outdir, { recursive: true });

const bundle = (names, format) =>
  build({
    entryPoints: names.map((name) => ({ in: join(HERE, name), out: parse(name).name })),
    ...{ outdir, format, bundle: true, minify: true, charset: 'utf8', legalComments: 'none' },
    ...{ loader: { '.svg': 'dataurl' }, target: BROWSERS, tsconfig: join(HERE, 'tsconfig.json') },
  });

await Promise.all([bundle(['../look/site.css', ...SCRIPTS], 'iife'), bundle(LOADED_BY_SCRIPTS, 'esm')]);
copyFileSync(join(HERE, '../look/mark.svg'), join(outdir, 'mark.svg'));
