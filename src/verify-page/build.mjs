/** Makes the one file: `node src/verify-page/build.mjs [folder]`, by default into dist. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BROWSERS = ['chrome97', 'firefox104', 'safari15.4']; // BigInt, Object.hasOwn, Array.prototype.findLast

const text = (name) => readFileSync(join(HERE, name), 'utf8');
const hash = (content) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(HERE, entry)],
    ...{ bundle: true, write: false, minify: true, format: 'iife', charset: 'utf8', legalComments: 'none' },
    ...{ target: BROWSERS, tsconfig: join(HERE, 'tsconfig.json') },
  });
  return outputFiles[0].text.trim();
}

const [script, style] = await Promise.all(['page.ts', 'page.css'].map(bundle));
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const parts = { '"POLICY"': `"${policy}"`, '/*STYLE*/': style, '/*SCRIPT*/': script };
const page = text('page.html').replace(/"POLICY"|\/\*(STYLE|SCRIPT)\*\//g, (place) => parts[place]);
const folder = join(resolve(process.argv[2] ?? join(HERE, '../../dist')), 'verify-page');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'verify.html'), page);
