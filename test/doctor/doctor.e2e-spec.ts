import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PRODUCTION } from '../config/configurations.js';
import { type Production, startProduction } from '../doors/production.js';
import { rawAnswer, startFakeCarrier } from '../fakes/fake-carrier.js';
import { type App, startApp } from '../start-app.js';
import { runCli } from '../stories/command-line.js';

interface Report {
  wrong: number;
  warnings: number;
  findings: { check: string; level: string; detail: string; advice?: string }[];
}

const folders: string[] = [];
const freshFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'ndiyo-doctor-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

async function examine(env: Record<string, string>, url: string) {
  const run = await runCli(['doctor', url, '--json'], { DATA_DIR: freshFolder(), ...env });
  const report: Report = JSON.parse(run.output);
  const of = (check: string) => report.findings.filter((finding) => finding.check === check);
  return { ...run, report, of, levels: (check: string) => of(check).map(({ level }) => level) };
}

const balance = (text: string) => rawAnswer(200, JSON.stringify({ UserData: { balance: text } }), 'application/json');

describe('a laptop with nothing configured', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp({ env: { THROTTLE: 'on' } });
  }, 40_000);
  afterAll(() => app.close());

  test('nothing is wrong, and what is open is said', async () => {
    const { code, report, levels } = await examine({}, app.url);
    expect({ code, wrong: report.wrong }).toEqual({ code: 0, wrong: 0 });
    expect([levels('reach'), levels('access'), levels('carrier'), levels('limits')]).toEqual([
      ['ok'],
      ['note'],
      ['note'],
      ['ok'],
    ]);
  });

  test('without --json it says in words what to do', async () => {
    const { code, output } = await runCli(['doctor', `${app.url}/`], { DATA_DIR: freshFolder() });
    expect(code).toBe(0);
    expect(output).toMatch(/WARNING {2}configuration +WEBHOOK_SECRET is not set/);
    expect(output).toContain('→ ');
    expect(output).toContain('Nothing is wrong');
  });

  test('the same service in the place of a production one is wrong in each thing that is open', async () => {
    const carrier = await startFakeCarrier();
    const { code, levels, of } = await examine({ ...PRODUCTION, AT_BASE_URL: carrier.baseUrl }, app.url);
    await carrier.close();
    expect(code).toBe(1);
    expect(levels('access')).toEqual(['wrong']);
    expect(levels('exposed')).toEqual(['warning', 'warning', 'warning']);
    expect(of('callbacks')[0]).toMatchObject({ level: 'wrong', detail: expect.stringContaining('not 401') });
  });
});

describe('a production service', () => {
  let production: Production;
  let env: Record<string, string>;
  beforeAll(async () => {
    production = await startProduction();
    const { API_KEY: _, ...rest } = PRODUCTION as Record<string, string>;
    env = { ...rest, AUTH: 'none', AT_BASE_URL: production.carrier.baseUrl };
  }, 40_000);
  afterAll(() => production.close());

  test('is found closed, quiet, limited, and its carrier is asked for the balance', async () => {
    production.carrier.answerWith(balance('KES 1785.50'));
    const { code, report, levels, of } = await examine(env, production.app.url);
    expect({ code, wrong: report.findings.filter(({ level }) => level === 'wrong') }).toEqual({ code: 0, wrong: [] });
    for (const check of ['reach', 'access', 'exposed', 'limits', 'callbacks', 'cors', 'headers', 'secrets', 'sender']) {
      expect([check, ...levels(check)]).toEqual([check, 'ok']);
    }
    expect(of('carrier')).toEqual([
      { check: 'carrier', level: 'ok', detail: 'the key is good, the balance is KES 1785.50' },
    ]);
    expect(production.carrier.journal.at(-1)).toMatchObject({ method: 'GET', headers: { apikey: env.AT_API_KEY } });
  });

  test('the carrier is not asked again within five minutes', async () => {
    production.carrier.answerWith(balance('KES 50'));
    const folder = { ...env, DATA_DIR: freshFolder() };
    const first = await examine(folder, production.app.url);
    const asked = production.carrier.journal.length;
    const second = await examine(folder, production.app.url);
    expect(production.carrier.journal).toHaveLength(asked);
    expect([first.levels('carrier'), second.levels('carrier')]).toEqual([['warning'], ['warning']]);
    expect(second.of('carrier')[0]!.detail).toContain('less than five minutes ago');
  });

  test.each([
    ['a refused key', rawAnswer(401, 'The supplied authentication is invalid'), 'wrong'],
    ['no money left', balance('KES -1.20'), 'wrong'],
    ['an answer that is none', rawAnswer(200, '<html>'), 'warning'],
  ])('%s is told', async (_, answer, level) => {
    production.carrier.answerWith(answer);
    const { levels } = await examine(env, production.app.url);
    expect(levels('carrier')).toEqual([level]);
  });

  test('a carrier clock far from ours is told', async () => {
    const date = new Date(Date.now() - 3_600_000).toUTCString();
    production.carrier.answerWith(rawAnswer(200, '{"UserData":{"balance":"KES 900"}}', 'application/json', { date }));
    expect((await examine(env, production.app.url)).levels('clock')).toEqual(['ok', 'wrong']);
  });

  test('no secret is in the report', async () => {
    production.carrier.answerWith(balance('KES 900'));
    const { output } = await examine(env, production.app.url);
    for (const [name, value] of Object.entries(env)) {
      if (/KEY|SECRET/.test(name)) expect([name, output.includes(value)]).toEqual([name, false]);
    }
  });

  test('a proxy that opens origins, strips headers and tells its version is caught', async () => {
    const proxy = await startProxy(production.app.url);
    const { code, levels, of } = await examine(env, proxy.url);
    await proxy.close();
    expect(code).toBe(1);
    expect(levels('cors')).toEqual(['wrong']);
    expect(of('headers').map(({ detail }) => detail)).toEqual([
      'x-content-type-options is missing or weak',
      'content-security-policy is missing or weak',
      'referrer-policy is missing or weak',
      'server tells a version',
    ]);
    expect(levels('limits')).toEqual(['wrong']);
  });
});

describe('encryption', () => {
  test('a certificate nobody trusts is wrong, one that ends soon a warning', async () => {
    const { key, cert, path } = makeCertificate(5);
    const app = await startApp();
    const passOn = async (request: IncomingMessage, response: ServerResponse) => {
      const answer = await fetch(app.url + request.url, { method: request.method! });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    };
    const server = createTlsServer({ key, cert }, passOn);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    const [wary, trusting] = await Promise.all([examine({}, url), examine({ NODE_EXTRA_CA_CERTS: path }, url)]);
    expect(wary.of('reach')).toMatchObject([{ level: 'wrong', detail: expect.stringMatching(/SELF_SIGNED/) }]);
    expect(trusting.of('tls')).toMatchObject([{ level: 'warning', detail: 'TLSv1.3, certificate good for 4 days' }]);
    await new Promise<void>((resolve) => void server.close(() => resolve()));
    await app.close();
  }, 40_000);
});

describe('what the configuration itself says', () => {
  const NOWHERE = 'http://127.0.0.1:1';

  test('faults are named together, without their values, and the service is still looked for', async () => {
    const { code, of, output } = await examine({ PORT: 'http-port', AUTH: 'guess-me' }, NOWHERE);
    expect(code).toBe(1);
    expect(of('configuration').map(({ detail }) => detail.split(' ')[0])).toEqual(['PORT', 'AUTH']);
    expect(of('reach')[0]).toMatchObject({ level: 'wrong', detail: expect.stringContaining('does not answer') });
    expect(output).not.toContain('guess-me');
  });

  test('weak secrets, and one used for two things', async () => {
    const value = 'f3b1c9d2e8a7460512345678deadbeefcafe9988';
    const env = { SECRET_KEY: value, WEBHOOK_SECRET: value, API_KEY: 'short' };
    const { of } = await examine(env, NOWHERE);
    expect(of('secrets').map(({ detail }) => detail)).toEqual([
      'API_KEY can be guessed',
      'SECRET_KEY and WEBHOOK_SECRET have the same value',
    ]);
  });

  test('a data folder that others can read, and a rotation left unfinished', async () => {
    const folder = freshFolder();
    chmodSync(folder, 0o755);
    const env = { DATA_DIR: folder, SECRET_KEY_PREVIOUS: 'the-former-one' };
    const { of } = await examine(env, NOWHERE);
    expect(of('files')[0]).toMatchObject({ level: 'wrong', advice: `chmod go-rwx ${folder}` });
    expect(of('rotation')[0]!.detail).toBe('SECRET_KEY_PREVIOUS still counts');
  });

  test('an address that is none is refused in one sentence', async () => {
    const { code, output } = await runCli(['doctor', 'your.host']);
    expect([code, output]).toEqual([2, expect.stringMatching(/^Name one address, such as https/)]);
  });
});

function makeCertificate(days: number) {
  const folder = freshFolder();
  const [keyFile, path] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const asked = ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-days', `${days}`, ...subject];
  execFileSync('openssl', [...asked, '-keyout', keyFile, '-out', path], { stdio: 'pipe' });
  return { key: readFileSync(keyFile), cert: readFileSync(path), path };
}

/** What careless proxies do: every origin let in, headers of its own in place of the service's. */
async function startProxy(target: string): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer(async (request, response) => {
    const answer = await fetch(target + request.url, {
      method: request.method!,
      headers: { 'content-type': request.headers['content-type'] ?? 'text/plain' },
      redirect: 'manual',
      ...(request.method === 'POST' && { body: 'doctor=1' }),
    });
    const headers = { 'Access-Control-Allow-Origin': request.headers.origin ?? '*', Server: 'nginx/1.18.0' };
    response.writeHead(answer.status, headers).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}`, close };
}
