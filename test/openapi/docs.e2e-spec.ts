import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as shapes from '../../src/openapi/answer-shapes.js';
import { storyFor } from '../../src/openapi/examples.js';
import { EXAMPLE_CONTRACT } from '../../src/rest/example-contract.js';
import { aContract, aPhone } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';

const PATH = '/api/v1/contracts';
const CLI = `${process.execPath} ${join(process.cwd(), 'dist/cli/cli.js')}`;

let app: App;
beforeAll(async () => {
  app = await startApp();
}, 40_000);
afterAll(() => app.close());

/** One shell in a folder of its own, fed a command at a time, as at a terminal. */
function openShell(folder: string) {
  const { PATH: path = '' } = process.env;
  const shell = spawn('bash', ['--norc'], { cwd: folder, env: { PATH: path, NODE_ENV: 'test' }, stdio: 'pipe' });
  let written = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk) => (written += chunk));
  let count = 0;
  return {
    async type(command: string): Promise<{ output: string; code: number }> {
      written = '';
      const end = new RegExp(`^done-${++count}-(\\d+)$`, 'm');
      shell.stdin.write(`${command}\nprintf '\\ndone-${count}-%d\\n' $?\n`);
      const text = await until(
        () => written,
        (seen) => end.test(seen),
      );
      return { output: text.replace(end, '').trim(), code: Number(end.exec(text)![1]) };
    },
    close: () => shell.stdin.end(),
  };
}

const asShown = (text: string) =>
  text.replace(/[&<>"']/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[char]!);

test('the page shows every command of the story and every operation, and needs nothing from elsewhere', async () => {
  const { text, headers } = await app.http.get('/docs');
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  for (const { title, command } of storyFor(app.url)) {
    expect(text).toContain(asShown(title));
    expect(text).toContain(asShown(command));
  }
  const { paths } = (await app.http.get('/openapi.json')).body as { paths: Record<string, object> };
  for (const [path, methods] of Object.entries(paths))
    for (const method of Object.keys(methods)) expect(text).toContain(`<code>${method.toUpperCase()} ${path}</code>`);
  expect(text).not.toMatch(/<script|<style|\sstyle=|(?:src|href)="(?:https?:)?\/\//);
});

test('each operation stands in a chapter with its fields and its problems, and nothing is left over', async () => {
  const { text: start } = await app.http.get('/docs');
  const links = [...start.matchAll(/href="(\/docs\/[a-z]+)#([a-z\d-]+)"/g)].map(([, page, anchor]) => ({
    page,
    anchor,
  }));
  const pages = new Map<string, string>();
  for (const page of new Set(links.map((link) => link.page!))) pages.set(page, (await app.http.get(page)).text);
  expect([...pages.keys()]).not.toContain('/docs/others');
  for (const { page, anchor } of links) expect(pages.get(page!)).toContain(` id="${anchor}"`);
  expect(new Set(links.map(({ anchor }) => anchor)).size).toBe(links.length);
  const contracts = pages.get('/docs/contracts')!;
  for (const field of ['parties[].phone_number', 'terms.total_amount', 'Idempotency-Key']) {
    expect(contracts).toContain(`<code>${field}</code>`);
  }
  expect(contracts).toContain('<a href="/problems/budget-spent">');
  expect((await app.http.get('/docs/nothing')).status).toBe(404);
});

test('the commands of the story run as typed, one after the other, from a contract to a valid receipt', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ndiyo-docs-'));
  const shell = openShell(folder);
  const outputs: string[] = [];
  const status = () =>
    app.http.get(`${PATH}/${JSON.parse(readFileSync(join(folder, 'contract.json'), 'utf8')).contract_id}/status`);
  const steps = storyFor(app.url);
  expect(steps).toHaveLength(8);
  for (const { command } of steps) {
    // A person reads on when the text has come and when the answer shows.
    if (outputs.length === 2)
      for (const { phone_number } of EXAMPLE_CONTRACT.parties) await app.phones.code(phone_number);
    if (outputs.length === 5) await until(status, ({ body }) => body.status === 'confirmed');
    const { output, code } = await shell.type(command.replace(/npm run --silent cli --/, CLI));
    expect({ command, code, output }).toMatchObject({ code: 0 });
    outputs.push(output);
  }
  const [created, id, texts, seller, buyer, confirmed, downloaded, verdict] = outputs as [string, ...string[]];
  expect(shapes.createdShape.parse(JSON.parse(created)).contract_id).toBe(id);
  expect(JSON.parse(texts!).messages).toHaveLength(1);
  for (const reply of [seller, buyer]) expect(JSON.parse(reply!)).toEqual({ status: 'sent' });
  expect(JSON.parse(confirmed!)).toMatchObject({ status: 'confirmed' });
  expect(downloaded).toBe('');
  expect(verdict).toContain(`Version 1 of contract ${id} was confirmed, as recorded and signed by`);
  shell.close();
  rmSync(folder, { recursive: true });
}, 60_000);

test('the line to paste in the terminal is the first step of the story', async () => {
  await until(app.output, (output) => output.includes('Ctrl-C'));
  expect(storyFor(app.url)[0]!.command.startsWith(app.output().match(/^curl .*$/m)![0])).toBe(true);
});

test('the terminal says where to begin, and each address it names is there', async () => {
  const named = app
    .output()
    .match(/^ {2}[A-Z][a-z ]+ {2,}http\S+$/gm)!
    .map((line) => line.trim().split(/ {2,}/));
  const paths = named.map(([label, url]) => [label, url!.replace(app.url, '')]);
  expect(paths).toEqual([
    ['Start here', '/phones'],
    ['First page', '/'],
    ['Console', '/console'],
    ['Documentation', '/docs'],
    ['Health', '/health'],
  ]);
  for (const [, path] of paths) expect((await app.http.get(path!)).status).toBeLessThan(400);
});

test('real answers have the shapes that are documented, before and after a decision', async () => {
  const { http, phones } = app;
  const body = aContract({ external_id: 'shapes', terms: { product: 'Maize', note: [1, { a: null }] } });
  const created = shapes.createdShape.parse((await http.post(PATH, body)).body);
  const at = `${PATH}/${created.contract_id}`;
  const mine = http.with({ Authorization: `Bearer ${created.manage_token}` });
  const check = async () => {
    shapes.contractShape.parse((await http.get(at)).body);
    shapes.contractShape.parse((await mine.get(at)).body);
    shapes.pageShape.parse((await http.get(PATH)).body);
    shapes.pageShape.parse((await http.post(`${PATH}/search`, { phone_number: body.parties[0]!.phone_number })).body);
    shapes.statusShape.parse((await http.get(`${at}/status`)).body);
    shapes.eventsShape.parse((await http.get(`${at}/events`)).body);
    shapes.messagesShape.parse((await mine.get(`${at}/messages`)).body);
    shapes.documentShape.parse((await http.get(`${at}/document`)).body);
  };
  await check();
  shapes.problemShape.parse((await http.get(`${at}/receipt`)).body);
  shapes.problemShape.parse((await http.post(`${at}/confirm`, { phone_number: aPhone() })).body);
  shapes.problemShape.parse((await http.post(PATH, {})).body);
  shapes.askedShape.parse((await mine.post(`${at}/resend`, {})).body);
  const [seller, buyer] = body.parties.map((party) => party.phone_number) as [string, string];
  shapes.answeredShape.parse((await http.post(`${at}/confirm`, { phone_number: seller })).body);
  await phones.reply(buyer, `yes ${await phones.code(buyer)}`);
  await until(
    () => http.get(`${at}/status`),
    (answer) => answer.body.status === 'confirmed',
  );
  await check();
  shapes.receiptShape.parse((await http.get(`${at}/receipt`)).body);
  const proposed = shapes.contractShape.parse((await mine.put(at, { terms: { product: 'Beans' } })).body);
  expect(proposed.proposal).toMatchObject({ version: 2, terms: { product: 'Beans' } });
  await check();
  for (const move of ['activate', 'dispute', 'complete'])
    shapes.contractShape.parse((await mine.post(`${at}/${move}`, { reason: 'told so' })).body);
  shapes.problemShape.parse((await mine.post(`${at}/cancel`, {})).body);
  await check();
}, 40_000);

test('a code that was sent has the shape that is documented', async () => {
  const careful = await startApp({ env: { CONFIRM_CODE: 'required' } });
  const { contract_id: id } = (await careful.http.post(PATH, aContract())).body;
  const answer = await careful.http.post(`${PATH}/${id}/confirm`, { phone_number: aPhone() });
  expect(answer.status).toBe(202);
  shapes.codeSentShape.parse(answer.body);
  await careful.close();
}, 40_000);
