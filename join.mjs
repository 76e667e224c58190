/**
 * Joins what the service and the command line load at every start into a few files: `node join.mjs [folder]`, by
 * default dist. Without it a start opens 1,750 files instead of 160, and that is half of its time; white space is a
 * quarter of them, and costs a sixth. dist/main.js and dist/cli/cli.js then lead to dist/joined; every other file stays as
 * it was compiled.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const FOLDER = resolve(process.argv[2] ?? 'dist');
const JOINED = 'joined';
// Plain JavaScript of many files. Every other package is loaded from where npm put it.
const MANY_FILES = /^(@nestjs|rxjs|typeorm|zod|libphonenumber-js|fastify|avvio|find-my-way|semver)(\/|$)/;
// What these need themselves: one copy each, or what one half registers the other does not find.
const WITH_THEM = /^(tslib|iterare|reflect-metadata)(\/|$)/;
const OPTIONAL = /^@nestjs\/(websockets|microservices|platform-express)(\/|$)/; // Nest looks for them, and they are not there

const packages = {
  name: 'packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path }) => {
      const isJoined = (MANY_FILES.test(path) || WITH_THEM.test(path)) && !OPTIONAL.test(path);
      return isJoined ? undefined : { path, external: true };
    });
  },
};

/** A file that finds another one beside it goes on to look for it there. */
const places = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      if (!path.startsWith(FOLDER)) return undefined;
      const place = JSON.stringify(relative(join(FOLDER, JOINED), path));
      const contents = readFileSync(path, 'utf8');
      return { contents: contents.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`) };
    });
  },
};

rmSync(join(FOLDER, JOINED), { recursive: true, force: true });
await build({
  entryPoints: [join(FOLDER, 'main.js'), join(FOLDER, 'cli', 'cli.js')],
  ...{ outdir: FOLDER, outbase: FOLDER, chunkNames: `${JOINED}/[name]-[hash]`, allowOverwrite: true },
  ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', keepNames: true },
  ...{ minifyWhitespace: true, lineLimit: 200 },
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
  plugins: [places, packages],
  logLevel: 'warning',
});

// Names are kept for classes (logs and Nest's errors say them). Doing the same for each arrow function, whenever it is
// made, would slow every request.
const NAMING = 'var __name=(target,value)=>__defProp(';
const files = readdirSync(join(FOLDER, JOINED)).map((name) => join(FOLDER, JOINED, name));
const named = files.filter((file) => readFileSync(file, 'utf8').includes(NAMING));
if (named.length === 0) throw new Error('join.mjs: esbuild names functions in another way than before');
for (const file of named) {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(NAMING, 'var __name=(target,value)=>!target.prototype?target:__defProp('));
}
