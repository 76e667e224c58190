/** The main job in a real browser: with the mouse, with the keyboard alone, and without scripts. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { type App, startApp } from '../start-app.js';
import { verify } from '../stories/command-line.js';
import { inChromium, launch, type Opened, open } from '../verify-page/browser.js';

const NEW = '/console/contracts/new';
const [SELLER, BUYER] = ['0712345678', '0723456789'];
const FIELDS: [label: string, text: string][] = [
  ['Product or service', 'Beans'],
  ['How much', '40'],
  ['Unit (bags, kg)', 'bags'],
  ['Total price', '120000'],
];

inChromium('the main job', () => {
  let app: App;
  let browser: Browser;
  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), launch()]);
  }, 60_000);
  afterAll(() => Promise.all([browser.close(), app.close()]));

  const visit = (path: string, more = {}): Promise<Opened> => open(browser, { url: app.url + path, ...more });

  async function fill(page: Page): Promise<void> {
    for (const [label, text] of FIELDS) await page.getByLabel(label, { exact: true }).fill(text);
    for (const [i, phone] of [SELLER, BUYER].entries()) {
      await page.locator(`[name="parties.${i}.name"]`).fill(['Wanjiru', 'Otieno'][i]!);
      await page.locator(`[name="parties.${i}.phone_number"]`).fill(phone);
    }
  }

  const bothSayYes = async (page: Page, isAlive: boolean): Promise<void> => {
    for (const said of [0, 1]) {
      await page.locator('button.yes').first().click();
      if (isAlive) await page.locator('.reply').nth(said).waitFor();
    }
  };

  test('written in the console, agreed on the phones, confirmed before one’s eyes, checked, downloaded, verified', async () => {
    const console_ = await visit(NEW);
    const { page } = console_;
    await fill(page);
    await page.waitForSelector('#preview:has-text("Beans")');
    await page.click('main form button:has-text("Create")');
    await page.waitForURL(/\/console\/contracts\/AG-/);
    const phones = await visit('/phones');
    await bothSayYes(phones.page, true);
    await page.waitForSelector('.state-word:has-text("confirmed")');
    expect(await page.evaluate('performance.getEntriesByType("navigation")[0].type')).toBe('navigate');
    await page.click('a[href^="/c/"]');
    await page.click('#check button');
    await page.waitForSelector('#check .notice.good');
    expect(await page.locator('#check .state-word.bad').count()).toBe(0);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[href$="/receipt.json"]')]);
    expect(await verify(app, readFileSync(await download.path(), 'utf8'))).toMatchObject({ code: 0 });
    expect([...console_.complaints, ...phones.complaints]).toEqual([]);
    await Promise.all([console_.close(), phones.close()]);
  }, 60_000);

  test('the same with the keyboard alone', async () => {
    const { page, complaints, close } = await visit('/console/contracts');
    await page.keyboard.press('Tab');
    expect(await nameOfFocused(page)).toBe('Skip to the content');
    await go(page, /^New contract$/);
    for (const [label, text] of FIELDS) await type(page, label, text);
    for (const [name, phone] of [
      ['Wanjiru', SELLER],
      ['Otieno', BUYER],
    ] as const) {
      await type(page, 'Name', name);
      await type(page, 'Telephone number', phone);
    }
    await reach(page, /^Create/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/contracts\/AG-/);
    const contract = page.url();
    await page.goto(`${app.url}/phones`);
    const before = await page.locator('.reply').count();
    for (const said of [0, 1]) {
      await reach(page, /^(YES|NDIYO)-\d{6}$/);
      await page.keyboard.press('Enter');
      await page
        .locator('.reply')
        .nth(before + said)
        .waitFor();
    }
    await page.goto(contract);
    await page.waitForSelector('.state-word:has-text("confirmed")');
    await go(page, /^[\dA-Z-]{14}$/, /^\/c\//);
    await reach(page, /^Check the signed receipt now$/);
    await page.keyboard.press('Space');
    await page.waitForSelector('#check .notice.good');
    expect(complaints).toEqual([]);
    await close();
  }, 60_000);

  test('the same without scripts', async () => {
    const { page, complaints, close } = await visit(NEW, { javaScriptEnabled: false });
    await fill(page);
    await page.click('button:has-text("Add a party")');
    await page.click('[name="do"][value="remove-party.2"]');
    expect(await page.locator('[name="parties.1.phone_number"]').inputValue()).toBe(BUYER);
    await page.click('main form button:has-text("Create")');
    const contract = page.url();
    expect(contract).toMatch(/\/console\/contracts\/AG-/);
    await app.phones.code('+254723456789');
    await page.goto(`${app.url}/phones`);
    await bothSayYes(page, false);
    await page.goto(contract);
    await page.click('a[href^="/c/"]');
    expect(await page.textContent('h1')).toBe('Certificate of agreement');
    expect(complaints).toEqual([]);
    await close();
  }, 60_000);
});

inChromium('a plain http address in a village', () => {
  const name = 'ndiyo.village.example';
  let app: App;
  let browser: Browser;
  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), launch(`--host-resolver-rules=MAP ${name} 127.0.0.1`)]);
  }, 60_000);
  afterAll(() => Promise.all([browser.close(), app.close()]));

  test('is one where browsers tell less of where a form comes from: it counts all the same', async () => {
    const address = app.url.replace('127.0.0.1', name);
    const { page, close } = await open(browser, { url: `${address}/phones`, javaScriptEnabled: false });
    await page.click('text=Make a sample contract');
    await page.waitForSelector('.state-word:has-text("waiting")');
    await page.goto(`${address}/console/contracts`);
    await page.fill('#q', '0712345678');
    await page.click('button:has-text("Find")');
    expect(await page.locator('a[href^="/console/contracts/AG-"]').count()).toBe(1);
    await close();
  }, 60_000);
});

const NAME = `(() => {
  const { activeElement: at } = document;
  return (at.labels?.[0]?.innerText ?? at.getAttribute('aria-label') ?? at.innerText ?? '').trim();
})()`;

const nameOfFocused = (page: Page): Promise<string> => page.evaluate(NAME);

const MOST_STOPS = 150;

/** By Tab alone, to what has this name. */
async function reach(page: Page, name: RegExp | string, leadsTo = /./): Promise<void> {
  const stops: string[] = [];
  for (let i = 0; i < MOST_STOPS; i++) {
    await page.keyboard.press('Tab');
    const here = await nameOfFocused(page);
    stops.push(here);
    const address = await page.evaluate<string>(`document.activeElement.getAttribute('href') ?? '-'`);
    if ((name === here || (name instanceof RegExp && name.test(here))) && leadsTo.test(address)) return;
  }
  throw new Error(`no key leads to ${name}: ${stops.join(' | ')}`);
}

async function go(page: Page, name: RegExp, leadsTo?: RegExp): Promise<void> {
  await reach(page, name, leadsTo);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

async function type(page: Page, label: string, text: string): Promise<void> {
  await reach(page, label);
  await page.keyboard.type(text);
}
