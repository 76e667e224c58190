/** Every page as it looks: in both languages and themes, on a small screen, with what hostile people wrote in it. */
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { aContract } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { CONTRACTS, untilAsked } from '../stories/agreement.js';
import { until } from '../until.js';
import { contrastFaultsOf, faultsOf, fitsItsWidth, inChromium, launch } from '../verify-page/browser.js';

const MOST_BYTES = 60_000;
const HOSTILE = `<img src=x onerror="alert('1')"> & </textarea><script>alert(2)</script>`;
const SMALL = { width: 360, height: 740 };
const NOWHERE = '/nothing/here';

inChromium('every page', () => {
  let app: App;
  let browser: Browser;
  let pages: string[];
  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), launch()]);
    pages = await makePages();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  /** Something on each page, as bad as it gets. */
  async function makePages(): Promise<string[]> {
    const [decided, open] = await Promise.all([propose(), propose()]);
    await app.phones.outcome(open.phones[1]!, 'failed');
    await app.http.post(`${CONTRACTS}/${open.id}/resend`, {}, { Authorization: `Bearer ${open.token}` });
    for (const phone of decided.phones) await app.phones.reply(phone, `YES-${await app.phones.code(phone)}`);
    await app.phones.reply(open.phones[0]!, `yes but ${HOSTILE}`);
    const { body } = await until(
      () => app.http.get(`${CONTRACTS}/${decided.id}`),
      (answer) => answer.body.receipt_code !== null,
    );
    const endpoint = await app.http.post('/api/v1/webhook-endpoints', {
      url: `${app.url}/livez?q=${encodeURIComponent(HOSTILE)}`,
    });
    return [
      '/',
      '/phones',
      '/verify',
      `/c/${body.receipt_code}`,
      ...['/problems', '/problems/not-found', '/docs', '/docs/texts', NOWHERE],
      ...['/console/sign-in', '/console/contracts', '/console/contracts/new'],
      ...['', '/amend', '/moves/cancel'].map((part) => `/console/contracts/${open.id}${part}`),
      `/console/contracts/${decided.id}`,
      ...['/console/review', '/console/dead-letters', '/console/webhooks', '/console/webhooks/new'],
      ...['', '/edit', '/secret', '/delete'].map((part) => `/console/webhooks/${endpoint.body.endpoint_id}${part}`),
      ...['/console/keys', '/console/keys/new', '/console/budget', '/console/account'],
    ];
  }

  async function propose() {
    const parties = aContract().parties.map((party) => ({ ...party, name: HOSTILE }));
    const made = aContract({
      parties,
      terms: { product: HOSTILE, [HOSTILE]: HOSTILE, total_amount: '350000.00', currency: 'KES' },
    });
    const { body } = await app.http.post(CONTRACTS, { ...made, transcript: HOSTILE });
    await untilAsked(app, body.contract_id);
    return {
      id: body.contract_id as string,
      token: body.manage_token as string,
      phones: parties.map((one) => one.phone_number),
    };
  }

  interface Seen {
    complaints: string[];
    fits: boolean;
    /** Markup that somebody wrote as a name or a term. */
    marks: number;
    bytes: number;
  }

  /** All in one page: a browser starts a process for each new one, and that is most of its work. */
  async function lookAt(context: BrowserContext, paths: string[], more: (page: Page, path: string) => Promise<void>) {
    const page = await context.newPage();
    const complaints = listen(page);
    const loaded: Request[] = [];
    page.on('requestfinished', (request) => loaded.push(request));
    for (const path of paths) {
      await page.goto(app.url + path, { waitUntil: 'load' });
      const sizes = await Promise.all(loaded.splice(0).map((request) => request.sizes()));
      const bytes = sizes.reduce((sum, one) => sum + one.responseBodySize + one.responseHeadersSize, 0);
      await more(page, path);
      const fits = await fitsItsWidth(page);
      const marks = await page.locator('img[src=x], main script, [onerror]').count();
      expectGood(path, { complaints: complaints.splice(0), fits, marks, bytes });
    }
  }

  /** What each page must be, in any language; an address with nothing there is told by the browser. */
  function expectGood(path: string, { complaints, fits, marks, bytes }: Seen): void {
    const expected = path === NOWHERE ? [expect.stringContaining('404')] : [];
    expect({ path, complaints, fits, marks }).toEqual({ path, complaints: expected, fits: true, marks: 0 });
    expect({ path, bytes, isLight: bytes < MOST_BYTES }).toMatchObject({ isLight: true });
  }

  test('is without a fault for axe in both themes, without a complaint of the browser, no wider than a small screen, and light', async () => {
    const context = await browser.newContext({ colorScheme: 'light', viewport: SMALL, locale: 'en-GB' });
    await lookAt(context, pages, async (page, path) => {
      const faults = await faultsOf(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      faults.push(...(await contrastFaultsOf(page)));
      await page.emulateMedia({ colorScheme: 'light' });
      expect({ path, faults }).toEqual({ path, faults: [] });
    });
    await context.close();
  }, 300_000);

  test('is the same in Swahili, but for what programmers read', async () => {
    const context = await browser.newContext({ colorScheme: 'dark', viewport: SMALL, locale: 'sw-KE' });
    await lookAt(context, pages, async (page, path) => {
      const language = await page.getAttribute('html', 'lang');
      const isForProgrammers = /^\/(docs|problems|nothing)/.test(path);
      expect({ path, language }).toEqual({ path, language: isForProgrammers ? 'en' : 'sw' });
    });
    await context.close();
  }, 300_000);
});

function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  return complaints;
}
