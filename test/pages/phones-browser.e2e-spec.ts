/** A newcomer's first minute, in a real browser. */
import type { Browser } from 'playwright-core';
import { type App, startApp } from '../start-app.js';
import { fitsItsWidth, inChromium, launch, open } from '../verify-page/browser.js';

inChromium('the simulated phones in Chromium', () => {
  let app: App;
  let browser: Browser;
  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), launch()]);
  }, 60_000);
  afterAll(() => Promise.all([browser.close(), app.close()]));

  test('one click, the ready reply on each phone, and "confirmed" appears without loading the page again', async () => {
    const { page, complaints, requests, close } = await open(browser, {
      url: `${app.url}/phones`,
      viewport: { width: 390, height: 800 },
    });
    await page.click('text=Make a sample contract');
    for (const word of ['NDIYO-', 'YES-']) {
      await page.click(`button.yes:has-text("${word}")`);
      await page.waitForSelector(`.reply:has-text("${word}")`);
    }
    await page.waitForSelector('#step-3 .state-word:has-text("confirmed")');
    expect(await fitsItsWidth(page)).toBe(true);
    expect(await page.evaluate('performance.getEntriesByType("navigation").length')).toBe(1);
    expect(requests.filter((url) => url.includes('/phones/'))).toHaveLength(3);
    await page.click('text=Open the receipt');
    await page.waitForSelector('h1');
    expect(new URL(page.url()).pathname).toMatch(/^\/c\/[\dA-Z-]{14}$/);
    expect(complaints).toEqual([]);
    await close();
  }, 30_000);

  test('keys type, the reply is counted and leaves the field, and the newest text is in sight', async () => {
    const { page, complaints, close } = await open(browser, { url: `${app.url}/phones` });
    const phone = page.locator('article').first();
    const field = phone.locator('input[name="text"]');
    await field.fill('status ');
    for (const key of ['4', '8', '2', '#']) await phone.locator(`[data-key="${key}"]`).click();
    await phone.locator('[data-key=""]').click();
    expect(await field.inputValue()).toBe('status 482');
    expect(await phone.locator('output').textContent()).toBe('10/160 · 1 SMS');
    await field.press('Enter');
    await phone.locator('.reply:has-text("status 482")').waitFor();
    expect(await field.inputValue()).toBe('');
    expect(await page.evaluate('document.activeElement.name')).toBe('text');
    const [screen, last] = [
      await phone.locator('.screen').boundingBox(),
      await phone.locator('li').last().boundingBox(),
    ];
    expect(last!.y + last!.height).toBeLessThanOrEqual(screen!.y + screen!.height);
    expect(complaints).toEqual([]);
    await close();
  }, 30_000);
});
