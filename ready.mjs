/** Makes a fresh checkout ready (packages, native module, build), then does what was asked: start, test, cli or build. */
const SUPPORTED = '^20.19.0 || ^22.13.0 || >=24.11.0'; // as package.json; up to requireNode() an old Node must follow
requireNode();

const { spawn, spawnSync } = await import('node:child_process');
const { createHash, randomUUID } = await import('node:crypto');
const fs = await import('node:fs');
const os = await import('node:os');
const { delimiter, dirname, join } = await import('node:path');
const { fileURLToPath, pathToFileURL } = await import('node:url');

const ROOT = dirname(fileURLToPath(import.meta.url));
const at = (...names) => join(ROOT, ...names);
const WORK = at('.ready'); // lock, logs, half-done builds; ignores itself
const LOCK = join(WORK, 'lock');
const PACKAGES_STAMP = at('node_modules', '.ready-stamp');
const STALE_MS = 30_000;
const TOKEN = randomUUID();
// What npm builds must be for this Node, also where another one comes first on the path.
const ENV = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` };
const IS_WINDOWS = process.platform === 'win32';
const NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH/;
const TOOLS_HINT = `Debian or Ubuntu: sudo apt-get install build-essential python3
  Fedora:           sudo dnf install gcc-c++ make python3
  macOS:            xcode-select --install`;

const exists = (path) => fs.existsSync(path);
const remove = (path) => fs.rmSync(path, { recursive: true, force: true });
const hasPackages = () => read(PACKAGES_STAMP) === packagesStamp();
const hash = (text) => createHash('sha256').update(text).digest('hex');
// Never standard output: the first line there is the service's address.
const say = (sentence) => process.stderr.write(`ready: ${sentence}\n`);

let running = null; // the child at work, in its own process group
let heartbeat = null;

const [wish, ...args] = process.argv.slice(2);
const WISHES = {
  start: () => open('main.js'),
  test,
  cli: () => open('cli', 'cli.js'),
  build: () => say('built; node dist/main.js starts the service'),
};
if (!Object.hasOwn(WISHES, wish ?? '')) {
  say('usage: node ready.mjs start | test | cli | build [arguments]');
  process.exit(2);
}
await prepare();
await WISHES[wish]();

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isGood = SUPPORTED.split(' || ').some((range) => {
    const [, floor, least] = /(\d+)\.(\d+)/.exec(range).map(Number);
    return (major === floor && minor >= least) || (range[0] === '>' && major > floor);
  });
  if (isGood) return;
  console.error(`ready: this is Node ${process.versions.node}; Ndiyo needs Node 20.19+, 22.13+ or 24.11+.`);
  process.exit(1);
}

function read(path) {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return ''; // missing, or taken away by the other one a moment ago
  }
}

// --- what was asked ---

/** In this very process: signals reach the service, and its exit code is ours. */
function open(...names) {
  process.argv = [process.execPath, at('dist', ...names), ...args];
  return import(pathToFileURL(process.argv[1]).href);
}

function test() {
  const flags = new Set(`${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules`.trim().split(/\s+/));
  const env = { ...process.env, NODE_OPTIONS: [...flags].join(' ') };
  const words = [at('node_modules', 'jest', 'bin', 'jest.js'), ...args];
  const jest = spawn(process.execPath, words, { cwd: ROOT, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill(signal));
  jest.on('close', (code, signal) => process.exit(code ?? 128 + os.constants.signals[signal]));
}

// --- making ready ---

async function prepare() {
  if (hasPackages() && hasBuild()) return;
  const onSignal = (signal) => stop(128 + os.constants.signals[signal]);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  await lock();
  if (!hasPackages()) await install();
  if (!hasBuild()) await build();
  unlock();
  for (const signal of signals) process.off(signal, onSignal);
}

function packagesStamp() {
  const { modules, node } = process.versions;
  return [hash(read(at('package-lock.json'))), node.split('.')[0], modules, process.platform, process.arch].join(' ');
}

/** Packages that somebody installed by hand are as good, if they are the locked ones and run on this machine. */
async function install() {
  if (!holdsLockedPackages() || !loads('@swc/core')) {
    const options = ['--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'];
    const log = await run('installing the packages', 'npm-ci', ...npm('ci', ...options));
    if (log !== null) fail(NETWORK.test(log) ? 'no network to fetch the packages.' : 'npm ci failed.', log);
  }
  if (!loads('better-sqlite3')) await compile();
  fs.writeFileSync(PACKAGES_STAMP, packagesStamp());
}

function holdsLockedPackages() {
  const locked = JSON.parse(read(at('package-lock.json'))).packages;
  const held = JSON.parse(read(at('node_modules', '.package-lock.json')) || '{"packages":{}}').packages;
  return Object.entries(locked).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || optional || devOptional || (held[path]?.version === version && exists(at(path))),
  );
}

function loads(name) {
  const code = `const m = require('${name}'); if (m.SqliteError) new m(':memory:').close();`;
  return spawnSync(process.execPath, ['-e', code], { cwd: ROOT, stdio: 'ignore' }).status === 0;
}

async function compile() {
  const sentence = 'compiling better-sqlite3, two to three minutes on a slow machine';
  const log = await run(sentence, 'npm-rebuild', ...npm('rebuild', 'better-sqlite3', '--ignore-scripts=false'));
  if (log === null && loads('better-sqlite3')) return;
  const isHere = (tool) => spawnSync(tool, ['--version'], { env: ENV, stdio: 'ignore' }).status === 0;
  const compilers = [process.env.CXX || 'c++', 'g++', 'clang++'];
  const wanted = { 'a C++ compiler': compilers, make: ['make', 'gmake'], python3: ['python3', 'python'] };
  const missing = Object.keys(wanted).filter((tool) => !IS_WINDOWS && !wanted[tool].some(isHere));
  if (missing.length > 0) fail(`compiling better-sqlite3 needs ${missing.join(', ')}. To install:\n  ${TOOLS_HINT}`);
  fail(NETWORK.test(log ?? '') ? "no network to fetch Node's headers." : 'better-sqlite3 could not be compiled.', log);
}

function buildStamp() {
  const sources = fs.readdirSync(at('src'), { recursive: true }).sort();
  const marks = sources.map((name) => {
    const { size, mtimeMs } = fs.statSync(at('src', name));
    return `${name} ${/\.[a-z]+$/.test(name) ? `${size} ${mtimeMs}` : ''}`;
  });
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'join.mjs'].map((name) => read(at(name)));
  return hash([packagesStamp(), ...settings, ...marks].join('\n'));
}

function hasBuild() {
  return exists(at('dist', 'main.js')) && read(at('dist', '.ready-stamp')) === buildStamp();
}

/** Built beside and swapped in: a deleted source leaves nothing behind, and nobody sees half a build. */
async function build() {
  const stamp = buildStamp(); // before compiling: a source edited meanwhile makes the build stale
  const [fresh, former] = [join(WORK, 'dist'), join(WORK, 'former')];
  remove(fresh);
  const tsc = [at('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', fresh];
  const log = await run('building', 'tsc', process.execPath, ...tsc);
  if (log !== null) fail('the build failed.', log);
  for (const script of ['src/verify-page/build.mjs', 'src/browser/build.mjs', 'join.mjs']) {
    const scriptLog = await run(`running ${script}`, 'script', process.execPath, at(script), fresh);
    if (scriptLog !== null) fail(`${script} failed.`, scriptLog);
  }
  fs.writeFileSync(join(fresh, '.ready-stamp'), stamp);
  remove(former);
  if (exists(at('dist'))) fs.renameSync(at('dist'), former);
  fs.renameSync(fresh, at('dist'));
  remove(former);
}

function npm(...words) {
  const script = process.env.npm_execpath ?? '';
  if (/npm-cli\.c?js$/.test(script)) return [process.execPath, script, ...words];
  return [IS_WINDOWS ? 'npm.cmd' : 'npm', ...words];
}

/** Null when it went well, else what it printed. */
async function run(sentence, logName, command, ...words) {
  say(`${sentence} …`);
  const logPath = join(WORK, `${logName}.log`);
  const log = fs.openSync(logPath, 'w');
  const stopTicking = tick();
  const isGood = await new Promise((resolve) => {
    const shell = command.endsWith('.cmd');
    running = spawn(command, words, { cwd: ROOT, env: ENV, shell, stdio: ['ignore', log, log], detached: !IS_WINDOWS });
    running.on('error', (error) => fs.writeSync(log, `${error.message}\n`) && resolve(false));
    running.on('close', (code) => resolve(code === 0));
  });
  running = null;
  stopTicking();
  fs.closeSync(log);
  return isGood ? null : read(logPath);
}

function tick() {
  const [began, { isTTY }] = [Date.now(), process.stderr];
  const show = () => {
    const seconds = Math.round((Date.now() - began) / 1000);
    process.stderr.write(isTTY ? `\r  ${seconds} s ` : `ready: … ${seconds} s\n`);
  };
  const timer = setInterval(show, isTTY ? 1000 : 15_000);
  return () => {
    clearInterval(timer);
    if (isTTY) process.stderr.write('\r\x1b[K');
  };
}

function fail(sentence, log) {
  if (log) process.stderr.write(`${log.trimEnd().split('\n').slice(-80).join('\n')}\n\n`);
  say(sentence);
  stop(1);
}

function stop(code) {
  if (running?.pid) process.kill(IS_WINDOWS ? running.pid : -running.pid, 'SIGKILL'); // each step begins anew
  unlock();
  process.exit(code);
}

// --- one at a time ---

async function lock() {
  fs.mkdirSync(WORK, { recursive: true });
  fs.writeFileSync(join(WORK, '.gitignore'), '*\n');
  for (let tries = 0; !takeLock(); tries += 1) {
    if (tries === 0) say('another one is making this checkout ready; waiting for it …');
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  heartbeat = setInterval(() => fs.utimesSync(LOCK, new Date(), new Date()), 2000);
}

function takeLock() {
  const beat = fs.statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs;
  if (beat !== undefined && Date.now() - beat > STALE_MS) remove(LOCK); // its owner was killed
  try {
    fs.writeFileSync(LOCK, TOKEN, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function unlock() {
  clearInterval(heartbeat);
  if (read(LOCK) === TOKEN) remove(LOCK);
}
