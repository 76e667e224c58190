/** What somebody may hand to the page to fool its reader, and whether everybody can read it. */
import type { Browser } from 'playwright-core';
import { inLog } from '../verifier/log.fixture.js';
import { aDecision, aDocument, jwks, makeReceipt } from '../verifier/receipt.fixture.js';
import {
  choose,
  chooseLarge,
  contrastFaultsOf,
  faultsOf,
  fitsItsWidth,
  inChromium,
  launch,
  type Opened,
  open,
  outcomeOf,
  PAGE_URL,
  seen,
} from './browser.js';

const INVALID = 'This receipt cannot be relied on';
const MARKUP = '<img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)">x</a>';
const keys = JSON.stringify(jwks);

/** Signed as it should be, with the same text wherever text may stand. */
function receiptOf(text: string): string {
  const document = aDocument();
  const terms = { product: text, [text]: [text, { [text]: text }] };
  const parties = document.parties.map((party) => ({ ...party, name: text, role: text.slice(0, 400) }));
  const more = { texts_shown: [text], reply: text, terms_not_shown: [text] };
  const decisions = [aDecision('p1', more), aDecision('p2', more)];
  return JSON.stringify(makeReceipt({ document: { ...document, terms, parties, transcript: text }, decisions }));
}

inChromium('verify.html and hostile files', () => {
  let browser: Browser;
  let opened: Opened;
  beforeAll(async () => {
    browser = await launch();
    opened = await open(browser);
  }, 30_000);
  afterAll(() => browser.close());
  beforeEach(() => choose(opened.page, 'trust', keys));
  afterEach(() => {
    const { requests, complaints } = opened;
    expect({ requests, complaints }).toEqual({ requests: [PAGE_URL], complaints: [] });
  });

  test('markup in every field stays text', async () => {
    const { page } = opened;
    await choose(page, 'receipt', receiptOf(MARKUP));
    expect(await outcomeOf(page)).toBe('This receipt is valid');
    expect(await seen(page, '#result')).toContain(MARKUP);
    expect(await page.locator('#result :is(img, script, a, iframe)').count()).toBe(0);
  });

  test('marks that turn the direction, hide or break are shown as marks', async () => {
    const { page } = opened;
    await choose(page, 'receipt', receiptOf('abc\u202edilav\u2066\u200b\u001b[2Jx'));
    expect(await outcomeOf(page)).toBe('This receipt is valid');
    const text = (await page.textContent('#result')) ?? '';
    expect(text).toContain('abc�dilav���[2Jx');
    expect(text).not.toMatch(/[\p{Cf}\p{Cc}]/u);
  });

  test('a megabyte in each of many fields is cut, and a thousand terms are counted', async () => {
    const { page } = opened;
    const terms = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`term ${i}`, 'x'.repeat(3_000)]));
    const receipt = makeReceipt({ document: { ...aDocument(), terms, transcript: 'y'.repeat(1_000_000) } });
    await choose(page, 'receipt', JSON.stringify(receipt));
    expect(await outcomeOf(page)).toBe('This receipt is valid');
    const text = (await page.textContent('#result')) ?? '';
    expect(text).toContain('and 800 more');
    expect(text.length).toBeLessThan(600_000);
    expect(await fitsItsWidth(page)).toBe(true);
  });

  test.each<[string, string | Buffer, string]>([
    ['no JSON', 'Paid in full. Yours, Wanjiru', 'it is not JSON'],
    ['an empty file', ' ', 'it is not JSON'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]), 'it is not JSON'],
    ['great depth', `${'['.repeat(500_000)}${']'.repeat(500_000)}`, 'deeper than 64'],
    ['another kind of JSON', '{"$type":"ndiyo.receipt.v9"}', '"$type"'],
  ])('%s is answered in a sentence', async (_, file, sentence) => {
    const { page } = opened;
    await choose(page, 'receipt', file);
    expect(await outcomeOf(page)).toBe(INVALID);
    expect(await seen(page, '.words')).toContain(sentence);
  });

  test.each([10, 40])('%d MB are answered in a sentence', async (megabytes) => {
    const { page } = opened;
    await chooseLarge(page, megabytes);
    expect(await outcomeOf(page)).toBe(INVALID);
    expect(await seen(page, '.words')).toContain('larger than 8 MB');
  });

  test.each(['{"keys":[]}', '{"keys":[null,1,{"kty":"OKP","crv":"Ed25519","x":"!","revoked":{"revoked_at":9e15}}]}'])(
    'a key set of %s trusts nobody',
    async (set) => {
      const { page } = opened;
      await choose(page, 'receipt', JSON.stringify(inLog(makeReceipt()).receipt));
      await page.fill('#trust-text', set);
      expect(await outcomeOf(page)).toBe(INVALID);
    },
  );
});

inChromium('verify.html for everybody', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  }, 30_000);
  afterAll(() => browser.close());

  const simulated = { grade: 'D', carrier: 'simulator', terms_not_shown: ['/terms/bags'] };
  const decisions = [aDecision('p1', simulated), aDecision('p2', simulated)];
  const good = JSON.stringify(makeReceipt({ decisions }));

  test.each(['en-GB', 'sw-KE'])('axe finds nothing wrong in either theme, %s', async (locale) => {
    const { page, close } = await open(browser, {
      colorScheme: 'light',
      locale,
      viewport: { width: 390, height: 800 },
    });
    const listFaults = async () => {
      const faults = await faultsOf(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      faults.push(...(await contrastFaultsOf(page)));
      await page.emulateMedia({ colorScheme: 'light' });
      return faults;
    };
    expect(await listFaults()).toEqual([]);
    await choose(page, 'receipt', good); // nobody is trusted yet
    expect(await listFaults()).toEqual([]);
    await choose(page, 'trust', keys);
    await page.waitForSelector('.valid');
    expect(await listFaults()).toEqual([]);
    await choose(page, 'receipt', good.replace('"D"', '"A"'));
    await page.waitForSelector('.invalid');
    expect(await listFaults()).toEqual([]);
    expect(await fitsItsWidth(page)).toBe(true);
    await close();
  });
});
