/** The pages as a phone on a slow network gets them: how much travels, and how long until one can read. In a real Chromium. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { startService } from './servers.js';
import { freshFolder, progress, removeFolder } from './workplace.js';

/** What WebPageTest calls 2G: 280 kbit/s down, 256 up, 800 ms there and back. */
const SLOW = { offline: false, latency: 800, downloadThroughput: 35_000, uploadThroughput: 32_000 };
const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true };
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

export interface PageFigures {
  name: string;
  /** Everything that travelled, headers too, on a first visit. */
  bytes: number;
  /** Until the page is there to read and to use, on a first visit and with its style and scripts kept. */
  firstMs: number;
  againMs: number;
}

/** Null where there is no browser. */
export async function measurePages(): Promise<PageFigures[] | null> {
  const executablePath = findBrowser();
  if (executablePath === null) return null;
  const dataDir = freshFolder('pages');
  const service = await startService(dataDir, '', OPEN_TO_ALL);
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  try {
    const pages = await makePages(service.url);
    const figures: PageFigures[] = [];
    for (const [name, path] of pages) {
      progress(`pages: ${name}, as on 2G`);
      figures.push({ name, ...(await visit(browser, service.url + path)) });
    }
    return figures;
  } finally {
    await browser.close();
    await service.kill();
    removeFolder(dataDir);
  }
}

const OPEN_TO_ALL = { ENVIRONMENT: 'development', AUTH: 'none', API_KEY: '', SMS_GATEWAY: 'simulator', DOCS: 'true' };

function findBrowser(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path)) ?? null;
}

/** Twenty contracts, so that lists are as long as they get; the receipt of none is needed to see how light its page is. */
async function makePages(url: string): Promise<[name: string, path: string][]> {
  let id = '';
  for (let i = 0; i < 20; i++) {
    const parties = ['seller', 'buyer'].map((role, j) => ({
      role,
      name: 'Wanjiru Kamau',
      phone_number: `+2547123456${10 + 2 * i + j}`,
    }));
    const terms = { product: 'Maize', quantity: '100', unit: 'bags', total_amount: '350000.00', currency: 'KES' };
    const body = JSON.stringify({ contract_type: 'agricultural_supply', terms, parties });
    const answer = await fetch(`${url}/api/v1/contracts`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    if (answer.status !== 201) throw new Error(`a contract was answered ${answer.status}`);
    id = ((await answer.json()) as { contract_id: string }).contract_id;
  }
  return [
    ['first page', '/'],
    ['phones', '/phones'],
    ['contracts', '/console/contracts'],
    ['one contract', `/console/contracts/${id}`],
    ['new contract', '/console/contracts/new'],
    ['verify', '/verify'],
    ['documentation', '/docs'],
  ];
}

async function visit(browser: Browser, address: string): Promise<Omit<PageFigures, 'name'>> {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', SLOW);
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  const timed = async () => {
    const began = performance.now();
    const answer = await page.goto(address, { waitUntil: 'domcontentloaded' });
    if (answer?.status() !== 200) throw new Error(`${address} was answered ${answer?.status()}`);
    return performance.now() - began;
  };
  const firstMs = await timed();
  await page.waitForLoadState('load');
  const first = bytes;
  const againMs = await timed();
  await context.close();
  return { bytes: first, firstMs, againMs };
}
