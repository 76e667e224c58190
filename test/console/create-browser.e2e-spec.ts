/** The form of a contract in a real browser: what the script adds to it. */
import type { Browser } from 'playwright-core';
import { aPhone } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';
import { faultsOf, fitsItsWidth, focused, inChromium, launch, open, seen } from '../verify-page/browser.js';

inChromium('the form of a contract', () => {
  let app: App;
  let browser: Browser;
  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), launch()]);
  }, 30_000);
  afterAll(() => Promise.all([app.close(), browser.close()]));

  test('typing shows the texts and the faults, a party comes without a new page, and one press makes the contract', async () => {
    const options = { viewport: { width: 390, height: 800 }, url: `${app.url}/console/contracts/new` };
    const { page, complaints, close } = await open(browser, options);
    const type = (name: string, text: string) => page.fill(`[name="${name}"]`, text);
    await type('terms.product', 'Maize');
    await type('terms.quantity', '100');
    await type('terms.unit_price', '3500');
    await page.waitForSelector('.sms:has-text("KES 350,000, 100 Maize")');
    expect(await seen(page, '[id="terms.total_amount-hint"]')).toBe('Left empty, it is 350,000.');

    await type('parties.0.name', 'Wanjiru Kamau');
    await type('parties.0.phone_number', '12');
    await page.focus('[name="parties.1.name"]');
    await page.waitForSelector('[name="parties.0.phone_number"][aria-invalid="true"]');
    expect(await focused(page)).toBe('parties.1.name');
    expect(await page.getAttribute('[name="parties.0.phone_number"]', 'aria-describedby')).toBe(
      'parties.0.phone_number-fault',
    );
    expect(await page.locator('.fault').count()).toBe(1); // of what nobody touched yet nothing is said
    await type('parties.0.phone_number', aPhone());
    await page.waitForSelector('.fault', { state: 'detached' });

    await type('parties.1.name', 'Otieno Traders');
    await type('parties.1.phone_number', aPhone());
    await page.click('[data-add="parties"]');
    expect(await focused(page)).toBe('parties.2.name');
    await page.keyboard.type('Asha');
    await page.click('[id="parties.1.remove"]');
    expect(await page.inputValue('[name="parties.1.name"]')).toBe('Asha');
    await type('parties.1.phone_number', aPhone());
    await page.waitForSelector('#preview-told:has-text("2 people are asked")');
    await page.waitForSelector('h3:has-text("Asha")');
    expect([await faultsOf(page), await fitsItsWidth(page)]).toEqual([[], true]);

    await page.click('form.draft .buttons button:first-child');
    await page.waitForURL(/\/console\/contracts\/[A-Z]{2}-\d{4}-\d+\?done=created$/);
    const [, id] = /contracts\/([\w-]+)\?/.exec(page.url())!;
    const { body } = await app.http.get(`/api/v1/contracts/${id}`);
    expect(body.parties.map(({ name }: { name: string }) => name)).toEqual(['Wanjiru Kamau', 'Asha']);
    expect(complaints.filter((one) => !/404/.test(one))).toEqual([]);
    await close();
  });

  test('answers that come out of order show the latest; Enter asks nobody; the other language keeps what was typed', async () => {
    const { page, close } = await open(browser, { url: `${app.url}/console/contracts/new` });
    let held: (() => void) | undefined;
    await page.route('**/preview', async (route) => {
      const isFirst = held === undefined;
      if (isFirst) await new Promise<void>((resolve) => (held = resolve));
      await route.continue();
    });
    await page.fill('[name="terms.product"]', 'Beans');
    await until(
      () => held,
      (one) => one !== undefined,
    );
    await page.fill('[name="terms.product"]', 'Maize');
    await page.waitForSelector('.sms:has-text("Maize")');
    const late = page.waitForResponse('**/preview');
    held!();
    await (await late).finished();
    expect(await seen(page, '.sms >> nth=0')).toContain('Maize');

    await page.focus('[name="terms.product"]');
    await page.keyboard.press('Enter');
    expect([await focused(page), page.url()]).toEqual(['preview', `${app.url}/console/contracts/new`]);
    await page.click('.languages a[lang="sw"]');
    await page.waitForSelector('h1:has-text("Mkataba mpya")');
    expect(await page.inputValue('[name="terms.product"]')).toBe('Maize');
    await close();
  });
});
