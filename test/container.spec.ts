/** Dockerfile, .dockerignore, compose files and Caddyfile, as far as reading them tells: no engine is needed. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { RECEIPT_LIMIT } from '../src/app.setup.js';
import { NAMES } from '../src/config/env-table.js';

const read = (path: string) => readFileSync(path, 'utf8');
const json = (path: string) => JSON.parse(read(path));
const readable = new Set<string>([...NAMES, ...NAMES.map((name) => `${name}_FILE`)]);

// --- the image ---

const lines = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n/g, ' ');
const steps = [...lines.matchAll(/^([A-Z]+)\s+(.*)$/gm)].map(([, keyword, rest]) => ({ keyword, rest: rest!.trim() }));
const all = (keyword: string) => steps.filter((step) => step.keyword === keyword).map(({ rest }) => rest);
const last = (keyword: string) => all(keyword).at(-1) ?? '';
const bases = all('ARG').map((arg) => arg.split('=')[1]!);
const finalStage = steps.slice(steps.findLastIndex(({ keyword }) => keyword === 'FROM'));

/** The last line that names a path decides, as Docker has it. Only whole names at the top stand there. */
function isLetThrough(path: string): boolean {
  const [top] = path.split('/');
  const verdicts = read('.dockerignore')
    .split('\n')
    .filter((line) => line === '*' || line === `!${top}`);
  return verdicts.at(-1)?.startsWith('!') === true;
}

test('what is copied from outside is there, and let through', () => {
  const fromOutside = all('COPY').filter((words) => !words.startsWith('--from'));
  const copied = fromOutside.flatMap((words) => words.split(/\s+/).slice(0, -1));
  expect(copied.filter((path) => !existsSync(path) || !isLetThrough(path))).toEqual([]);
  expect(new Set(copied)).toEqual(new Set(read('.dockerignore').match(/(?<=^!)\S+/gm))); // and nothing beyond it is
});

const KEPT_OUT = ['.env', 'data/secret.key', 'secrets/secret_key', '.git/config', 'node_modules/x', 'dist/main.js'];

test.each(KEPT_OUT)('%s does not get near the image', (path) => {
  expect(isLetThrough(path)).toBe(false);
});

test('no secret is asked for, or kept, by a step of the image', () => {
  const kept = [...all('ENV'), ...all('ARG')].join(' ').match(/\w*(SECRET|KEY|PASSWORD|TOKEN|DATABASE_URL)\w*/g);
  expect(kept).toBeNull();
});

test('the image builds as everybody builds, and compiles as ready.mjs does', () => {
  expect(all('RUN')[0]).toMatch(/^npm ci --ignore-scripts /);
  const [tool, ...words] = /npm\('(rebuild)', '([\w-]+)', '([\w=-]+)'\)/.exec(read('ready.mjs'))!.slice(1);
  expect(all('RUN')[1]).toMatch(new RegExp(`npm ${tool} ${words.join(' ')}$`));
  expect(all('RUN')).toContain('npm run build');
  expect(all('RUN').join('\n')).toContain('npm prune --omit=dev --ignore-scripts');
});

test('both stages have one Node, and package.json allows it', () => {
  expect(all('FROM').map((words) => words.replace(/[${}]/g, ''))).toEqual(['BUILD_IMAGE AS build', 'RUN_IMAGE']);
  const versions = bases.map((base) => /^node:(\d+)\.(\d+)-bookworm(?:-slim)?$/.exec(base)!.slice(1).map(Number));
  expect(versions[1]).toEqual(versions[0]);
  const [major, minor] = versions[0]!;
  const { node } = json('package.json').engines as { node: string };
  const floors = [...node.matchAll(/[\^>=]+(\d+)\.(\d+)/g)].map(([, ...floor]) => floor.map(Number));
  expect(floors.some(([floor, least]) => floor === major && least! <= minor!)).toBe(true);
});

test('the service runs as a fixed user that is not root, with a folder of its own', () => {
  const made = all('RUN').join(' ');
  expect(last('USER')).toBe('10001:10001');
  expect(made).toContain('useradd --uid 10001 --gid 10001');
  expect(made).toContain('install -d -o 10001 -g 10001 -m 0700 /data');
  expect(last('VOLUME')).toBe('["/data"]');
  expect(all('ENV').join(' ')).toContain('DATA_DIR=/data');
  expect(all('COPY').join(' ')).not.toContain('--chown'); // it may not change its own code
});

test('signals reach the service itself, and the port is the one it listens on', () => {
  expect(JSON.parse(last('CMD'))).toEqual(['node', 'dist/main.js']);
  expect([last('STOPSIGNAL'), last('EXPOSE')]).toEqual(['SIGTERM', '3000']);
  expect(all('ENV').join(' ')).toContain('PORT=3000');
  expect(finalStage.map(({ keyword }) => keyword)).not.toContain('ENTRYPOINT');
});

test('the image with nothing configured is strict: production, which refuses to start', () => {
  expect(all('ENV').join(' ')).toMatch(/\bENVIRONMENT=production\b/);
});

const [program = '', ...its] = JSON.parse(/CMD (\[.*\])$/.exec(last('HEALTHCHECK'))![1]!) as string[];
const check = (port: number) =>
  promisify(execFile)(program, its, { env: { PATH: process.env.PATH, PORT: String(port) } }).then(
    () => 0,
    (error: { code: number }) => error.code,
  );

test('HEALTHCHECK says 0 of a server that is ready, 1 of one that is not, and 1 when there is none', async () => {
  let status = 200;
  const server = createServer(({ url }, response) => response.writeHead(url === '/readyz' ? status : 404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await check(port)).toBe(0);
  status = 503;
  expect(await check(port)).toBe(1);
  await new Promise((resolve) => server.close(resolve));
  expect(await check(port)).toBe(1);
});

// --- what is set up around it ---

/** Each service with the lines that it merges from others. Two spaces a level, as everywhere in these files. */
function servicesOf(path: string): [name: string, text: string][] {
  const text = read(path);
  const shared = new Map([...text.matchAll(/^x-[\w-]+: &(\w+)\n((?: .*\n)+)/gm)].map(([, name, its]) => [name!, its!]));
  const whole = (part: string): string =>
    part.replace(/^( *)<<: \*(\w+)\n/gm, (_, indent: string, name: string) =>
      whole(shared.get(name) ?? '').replace(/^(?= )/gm, indent.slice(2)),
    );
  const [, body = ''] = text.split(/^services:\n/m);
  const blocks = body.split(/^(?=\S)/m)[0]!.matchAll(/^ {2}([\w-]+):\n((?: {4}.*\n|\n| *#.*\n)+)/gm);
  return [...blocks].map(([, name, its]) => [name!, whole(its!)]);
}

const LIVE = ['compose.live.yaml', 'compose.scale.yaml'];
const FILES = ['compose.yaml', ...LIVE];
const SERVICES = FILES.flatMap((path) => servicesOf(path).map(([name, text]) => ({ path, name, text })));
// compose.live.yaml lays a few lines over a server that compose.yaml has described.
const WHOLE = SERVICES.filter(({ text }) => /^ {4}image:/m.test(text));
const isOurs = (name: string) => name.startsWith('ndiyo');

test('the services are read as they are meant', () => {
  expect(SERVICES.map(({ path, name }) => `${path} ${name}`)).toEqual([
    'compose.yaml ndiyo',
    ...['compose.live.yaml ndiyo', 'compose.live.yaml caddy'],
    ...['ndiyo-a', 'ndiyo-b', 'postgres', 'redis', 'caddy'].map((name) => `compose.scale.yaml ${name}`),
  ]);
  for (const path of FILES) expect(read(path)).not.toMatch(/\t|^(?: {2})* \S/m);
});

const GUARDS = ['restart: unless-stopped', 'read_only: true', 'cap_drop: [ALL]', 'no-new-privileges:true', 'max-size:'];

test.each(WHOLE)('$name of $path can do little, comes back by itself, and is stopped gently', ({ name, text }) => {
  expect(GUARDS.filter((line) => !text.includes(line))).toEqual([]);
  expect(text).toMatch(/limits: \{ memory: \d+[MG], pids: \d+ \}/);
  expect(text).not.toMatch(/privileged|network_mode|docker\.sock/);
  expect(Number(/stop_grace_period: (\d+)s/.exec(text)?.[1])).toBeGreaterThanOrEqual(15);
  if (isOurs(name))
    expect(text).toContain('build: .'); // whose HEALTHCHECK is in the image
  else expect(text).toMatch(/healthcheck:\n(?: +#.*\n)* +test: \["CMD", /);
});

test.each(WHOLE)('$name of $path has an image of a version that is named', ({ name, text }) => {
  const image = /^ {4}image: (\S+)$/m.exec(text)![1]!;
  expect(image).toMatch(isOurs(name) ? /^ndiyo:local$/ : /^(caddy:2-alpine|postgres:16-bookworm|redis:7-bookworm)$/);
});

test('only Caddy is reached from elsewhere', () => {
  const published = SERVICES.flatMap(({ path, name, text }) => {
    const ports = /^ {4}ports:(.*\n(?: {6}.*\n)*)/m.exec(text)?.[1] ?? '';
    return [...ports.matchAll(/"([^"]+)"/g)].map(([, port]) => `${path} ${name} ${port}`);
  });
  const caddy = ['80:80', '443:443', '443:443/udp'];
  expect(published).toEqual([
    'compose.yaml ndiyo 127.0.0.1:3000:3000',
    ...LIVE.flatMap((path) => caddy.map((port) => `${path} caddy ${port}`)),
  ]);
  expect(SERVICES.find(({ path }) => path === LIVE[0])!.text).toContain('ports: !reset []');
});

test('whoever needs another one waits until that one is well', () => {
  const waits = SERVICES.map(({ path, name, text }) => {
    const needs = /^ {4}depends_on:\n((?: {6}.*\n)+)/m.exec(text)?.[1] ?? '';
    const names = new Set(servicesOf(path).map(([one]) => one));
    const lines = needs.split('\n').filter((line) => line !== '');
    const awaited = lines.map((line) => /^ +([\w-]+): \{ condition: service_healthy \}$/.exec(line)?.[1] ?? '');
    expect(awaited.filter((one) => !names.has(one))).toEqual([]);
    return [`${path} ${name}`, lines.length] as const;
  });
  const some = waits.filter(([, count]) => count > 0).map(([who]) => who);
  const ofScale = ['ndiyo-a', 'ndiyo-b', 'caddy'].map((name) => `compose.scale.yaml ${name}`);
  expect(some).toEqual(['compose.live.yaml caddy', ...ofScale]);
});

test('every volume that is used is declared, and no two servers share a folder', () => {
  const used = WHOLE.flatMap(({ path, text }) =>
    [...text.matchAll(/["\s]([a-z_]+):\/\w/g)].map(([, name]) => `${path} ${name}`),
  );
  const declared = FILES.flatMap((path) => {
    const [, names = ''] = read(path).split(/^volumes:\n/m);
    return [...names.matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => `${path} ${name}`);
  });
  expect(used.toSorted()).toEqual(declared.toSorted());
});

const variablesOf = (text: string) => {
  const block = /^ {4}environment:\n((?: {6}.*\n)+)/m.exec(text)?.[1] ?? '';
  return [...block.matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name]) => name!);
};

test('every variable is read: ours by the service, the others by their image', () => {
  const ofImage = all('ENV').flatMap((words) => [...words.matchAll(/(\w+)=/g)].map(([, name]) => name!));
  expect(ofImage.filter((name) => !readable.has(name))).toEqual(['NODE_ENV', 'SQLITE_TMPDIR']); // Node's and SQLite's
  const caddyReads = [...read('Caddyfile').matchAll(/\{\$(\w+):/g)].map(([, name]) => name!).toSorted();
  for (const { name, text } of SERVICES) {
    const given = variablesOf(text);
    if (isOurs(name)) expect(given.filter((one) => !readable.has(one))).toEqual([]);
    if (name === 'caddy') expect(given.toSorted()).toEqual(caddyReads);
    if (name === 'postgres') expect(given).toEqual(['POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_PASSWORD_FILE']);
  }
});

test('what others reach must say its ENVIRONMENT and its proxy, and no secret stands in a file of ours', () => {
  for (const path of LIVE) {
    expect(read(path)).toMatch(/ENVIRONMENT: \$\{ENVIRONMENT:\?/);
    expect(read(path)).toContain('TRUST_PROXY: "1"');
  }
  const given = SERVICES.flatMap(({ text }) => variablesOf(text));
  expect(given.filter((name) => /SECRET|KEY|PASSWORD|DATABASE_URL/.test(name) && !name.endsWith('_FILE'))).toEqual([]);
  expect(read('secrets/.gitignore')).toMatch(/^\*\n!\.gitignore\n$/m);
});

test('Caddy leads to the servers that are there, and lets through what they read', () => {
  for (const path of LIVE) {
    const names = servicesOf(path).flatMap(([name]) => (isOurs(name) ? [`${name}:3000`] : []));
    expect(read(path)).toContain(`UPSTREAMS: ${names.join(' ')}\n`);
  }
  const text = read('Caddyfile').replace(/#.*/g, '');
  expect(text.match(/\{/g)).toHaveLength(text.match(/\}/g)!.length);
  expect(Number(/max_size ([\d.]+)MB/.exec(text)![1]) * 1e6).toBeGreaterThan(RECEIPT_LIMIT);
  const words = ['health_uri', 'lb_policy', 'keepalive 60s', 'max_header_size', 'grace_period', 'request>uri delete'];
  expect(words.filter((word) => !text.includes(word))).toEqual([]);
  expect(text).not.toMatch(/flush_interval|encode|trusted_proxies/); // each would break something: see there
});
