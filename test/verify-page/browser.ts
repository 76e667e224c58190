/** The page in a real Chromium without a network, opened from a file as from a USB stick. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export const PAGE = join(process.cwd(), 'dist/verify-page/verify.html');
export const PAGE_URL = pathToFileURL(PAGE).href;

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const FOLDERS = (process.env.PATH ?? '').split(delimiter);
const chromiumPath = FOLDERS.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) =>
  existsSync(path),
);

/** Skipped by name where there is no browser. */
export const inChromium = (name: string, tests: () => void): void => {
  if (chromiumPath) describe(name, tests);
  else describe.skip(`${name} (skipped: no chromium, chromium-browser or google-chrome is on the path)`, tests);
};

export const launch = (...args: string[]): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath!,
    args: [...args, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });

export interface Opened {
  page: Page;
  /** Whatever the page asked the network or the disk for. */
  requests: string[];
  /** What the browser complained of. */
  complaints: string[];
  close(): Promise<void>;
}

export async function open(browser: Browser, options: BrowserContextOptions & { url?: string } = {}): Promise<Opened> {
  const { url = PAGE_URL, ...rest } = options;
  const context = await browser.newContext({ locale: 'en-GB', offline: url === PAGE_URL, ...rest });
  const page = await context.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => complaints.push(`dialog ${dialog.message()}`));
  await page.goto(url);
  return { page, requests, complaints, close: () => context.close() };
}

export const textFile = (name: string, text: string | Buffer) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(text),
});

let chosen = 0;

/** Waits until the page says that it has the file. */
export async function choose(page: Page, what: 'receipt' | 'trust', text: string | Buffer): Promise<void> {
  const name = `${what}-${++chosen}`;
  await page.setInputFiles(`#${what}-file`, textFile(name, text));
  await page.waitForSelector(`#${what}-state:has-text("${name}")`);
}

/** Made in the page: a file of many megabytes takes long on its way there. */
export async function chooseLarge(page: Page, megabytes: number): Promise<void> {
  const name = `large-${++chosen}`;
  await page.evaluate(`{
    const given = new DataTransfer();
    given.items.add(new File(['x'.repeat(${megabytes} * 1_000_000)], '${name}'));
    document.getElementById('receipt-file').files = given.files;
    document.getElementById('receipt-file').dispatchEvent(new Event('change'));
  }`);
  await page.waitForSelector(`#receipt-state:has-text("${name}")`);
}

// biome-ignore lint/performance/useDomNodeTextContent: what is seen is what counts
export const seen = (page: Page, selector: string): Promise<string> => page.innerText(selector);

// As texts: these run in the page, whose types the tests do not have.
export const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement.id');
export const fitsItsWidth = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth <= innerWidth');

export const outcomeOf = (page: Page): Promise<string> => seen(page, '#outcome');

/** Mark and name of each check that does not hold. */
export const notHolding = (page: Page): Promise<string[]> =>
  page.$$eval('.check', (rows) =>
    rows
      .map((row) => `${row.querySelector('.mark')?.textContent} ${row.querySelector('strong')?.textContent}`)
      .filter((row) => !/^(Holds|Sawa) /.test(row)),
  );

const axeSource = readFileSync(createRequire(join(process.cwd(), 'package.json')).resolve('axe-core'), 'utf8');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const axeRun = (only: string[]) =>
  `axe.run(document, { runOnly: ${JSON.stringify(only)}, resultTypes: ['violations'] })`;

interface Findings {
  violations: { id: string; nodes: { target: string[] }[] }[];
}

/** What axe finds wrong, by rule and place. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return run(page, RULES);
}

/** All that another theme can change, on a page that was looked through before. */
export const contrastFaultsOf = (page: Page): Promise<string[]> => run(page, ['color-contrast']);

async function run(page: Page, rules: string[]): Promise<string[]> {
  const { violations } = await page.evaluate<Findings>(axeRun(rules));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(' ')}`));
}
