import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startApp } from '../start-app.js';
import { asIssuer, proposeAndConfirm } from '../stories/agreement.js';
import { inLog } from '../verifier/log.fixture.js';
import { aDecision, makeReceipt, signer, jwks as signerKeys } from '../verifier/receipt.fixture.js';
import {
  choose,
  focused,
  inChromium,
  launch,
  notHolding,
  type Opened,
  open,
  outcomeOf,
  PAGE,
  PAGE_URL,
  seen,
} from './browser.js';

/** By the running service, with its simulated phones. */
let simulated: { id: string; receipt: string; jwks: string };
/** As over a carrier. */
const real = JSON.stringify(inLog(makeReceipt()).receipt);
const realKeys = JSON.stringify(signerKeys);

const VALID = 'This receipt is valid';
const UNCHECKED = 'Consistent, but nobody checked who signed';
const INVALID = 'This receipt cannot be relied on';

inChromium('verify.html, from a file, with the network off', () => {
  let browser: Browser;
  let opened: Opened;
  beforeAll(async () => {
    const app = await startApp();
    const agreement = await proposeAndConfirm(app);
    const receipt = (await asIssuer(app, agreement).get(`${agreement.path}/receipt`)).text;
    simulated = { id: agreement.id, receipt, jwks: (await app.http.get('/.well-known/jwks.json')).text };
    browser = await launch();
    const served = await open(browser, { url: `${app.url}/verify` });
    await choose(served.page, 'receipt', receipt);
    await choose(served.page, 'trust', simulated.jwks);
    servedOutcome = { outcome: await outcomeOf(served.page), complaints: served.complaints, requests: served.requests };
    await served.close();
    await app.close();
  }, 60_000);
  let servedOutcome: { outcome: string; complaints: string[]; requests: string[] };
  afterAll(() => browser.close());
  beforeEach(async () => {
    opened = await open(browser);
  });
  afterEach(async () => {
    expect({ requests: opened.requests, complaints: opened.complaints }).toEqual({
      requests: [PAGE_URL],
      complaints: [],
    });
    await opened.close();
  });

  test('is one file of less than 150 KB', () => expect(statSync(PAGE).size).toBeLessThan(150_000));

  test('works as well where the service serves it, under its policy', () => {
    expect(servedOutcome).toMatchObject({ outcome: VALID, complaints: [] });
    expect(servedOutcome.requests.filter((url) => !url.endsWith('/verify'))).toEqual([]);
  });

  test('shows a valid receipt check by check, and what it says', async () => {
    const { page } = opened;
    await choose(page, 'receipt', real);
    expect(await outcomeOf(page)).toBe(UNCHECKED);
    await choose(page, 'trust', realKeys);
    expect(await outcomeOf(page)).toBe(VALID);
    expect(await notHolding(page)).toEqual([]);
    const shown = await seen(page, '#result');
    for (const part of [
      ...['AG-2026-482913705', 'Wanjirũ Kamau', 'Mahindi — “Grade 1”', '350000.00', 'Elfu tatu mia tano'],
      ...[signer.kid, 'checked against a key that you trust', 'Grade B', 'said YES by SMS', '+2547•••••678'],
      ...['2026-08-18 09:05:00 UTC', 'on this device', "not made with any party's own key"],
    ]) {
      expect(shown).toContain(part);
    }
    expect(shown).not.toMatch(/SIMULATED|\+254712345678|undefined|\[object/);
    expect(await page.locator('.simulated').count()).toBe(0);
  });

  test('cries out when phones were simulated, also where the receipt is valid', async () => {
    const { page } = opened;
    await choose(page, 'receipt', simulated.receipt);
    await choose(page, 'trust', simulated.jwks);
    expect(await outcomeOf(page)).toBe(VALID);
    expect(await seen(page, '.simulated strong')).toBe('SIMULATED');
    expect(await seen(page, '#announcement')).toContain(`${VALID}. SIMULATED. Version 1 of contract ${simulated.id}`);
    expect(await seen(page, '.left')).toContain('SIMULATED');
  });

  test('finds one changed character, and then shows nothing that the file claims', async () => {
    const { page } = opened;
    await choose(page, 'trust', simulated.jwks);
    await choose(page, 'receipt', simulated.receipt.replace('Maize', 'Maide'));
    expect(await outcomeOf(page)).toBe(INVALID);
    expect(await notHolding(page)).toEqual(['Wrong Document', 'Wrong Attestation']);
    const shown = await seen(page, '#result');
    expect(shown).toContain('it was changed after it was signed');
    expect(shown).not.toMatch(/Maide|Wanjiru/);
  });

  test('says so when nobody has said whom to trust, and when it was signed by somebody else', async () => {
    const { page } = opened;
    await choose(page, 'receipt', real);
    expect(await notHolding(page)).toEqual(['Open Signer']);
    expect(await seen(page, '#result')).toContain('not checked against a trusted key');
    await choose(page, 'trust', simulated.jwks);
    expect(await outcomeOf(page)).toBe(INVALID);
    expect(await notHolding(page)).toEqual(['Wrong Attestation', 'Open Signature', 'Wrong Signer']);
  });

  test('takes a thumbprint as it is typed, and complains of it only when it is finished', async () => {
    const { page } = opened;
    await choose(page, 'receipt', real);
    const state = () => seen(page, '#trust-state');
    await page.fill('#trust-text', signer.kid.slice(0, 42));
    expect(await state()).toContain('Nothing yet');
    expect(await outcomeOf(page)).toBe(UNCHECKED);
    await page.locator('#trust-text').pressSequentially(signer.kid.slice(42));
    expect([await outcomeOf(page), await state()]).toEqual([VALID, 'Trusted: the key with this thumbprint']);
    expect(await focused(page)).toBe('trust-text');
    await page.locator('#trust-text').fill('my neighbour');
    await page.locator('#trust-text').blur();
    expect(await state()).toContain('neither a key set nor a thumbprint');
    expect(await outcomeOf(page)).toBe(UNCHECKED);
  });

  test('takes files that are dropped anywhere, receipt and keys together, each for what it is', async () => {
    const { page } = opened;
    const folder = mkdtempSync(join(tmpdir(), 'ndiyo-drop-'));
    const [receipt, keys, other] = ['receipt.json', 'jwks.json', 'other.json'].map((name) => join(folder, name));
    writeFileSync(receipt!, real);
    writeFileSync(keys!, realKeys);
    writeFileSync(other!, simulated.receipt);
    const devTools = await page.context().newCDPSession(page);
    const drop = async (...files: string[]) => {
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        const transfer = { items: [], files, dragOperationsMask: 1 };
        await devTools.send('Input.dispatchDragEvent', { type, x: 200, y: 60, data: transfer });
      }
    };
    await drop(keys!, receipt!);
    await page.waitForSelector('.valid');
    expect(await seen(page, '#receipt-state')).toBe('Taken: receipt.json');
    expect(await seen(page, '#trust-state')).toBe('Trusted: 1 key (jwks.json)');
    await drop(receipt!, other!);
    await page.waitForSelector('#notice:not(:empty)');
    expect(await seen(page, '#notice')).toBe('One receipt at a time: only receipt.json was looked at.');
    expect(await outcomeOf(page)).toBe(VALID);
    rmSync(folder, { recursive: true });
  });

  test('takes what is pasted anywhere', async () => {
    const { page } = opened;
    for (const text of [real, realKeys]) {
      await page.evaluate(`{
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', ${JSON.stringify(text)});
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
      }`);
    }
    expect(await outcomeOf(page)).toBe(VALID);
    expect(await seen(page, '#receipt-state')).toBe('Taken: pasted text');
    expect(await focused(page)).toBe('outcome');
  });

  test('can be used with the keyboard alone, and leads to the answer', async () => {
    const { page } = opened;
    const { keyboard } = page;
    for (let i = 0; i < 3; i += 1) await keyboard.press('Tab');
    expect(await focused(page)).toBe('receipt-file');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), keyboard.press('Space')]);
    await chooser.setFiles({ name: 'r.json', mimeType: 'application/json', buffer: Buffer.from(real) });
    await page.waitForSelector('#outcome:focus');
    for (let i = 0; i < 5 && (await focused(page)) !== 'trust-text'; i += 1) await keyboard.press('Shift+Tab');
    expect(await focused(page)).toBe('trust-text');
    await keyboard.insertText(signer.kid.slice(0, 40));
    await keyboard.type(signer.kid.slice(40));
    expect(await outcomeOf(page)).toBe(VALID);
    for (let i = 0; i < 5 && (await focused(page)) !== 'again'; i += 1) await keyboard.press('Tab');
    await keyboard.press('Enter');
    expect(await focused(page)).toBe('receipt-file');
    expect(await page.locator('#result').isVisible()).toBe(false);
    expect(await page.inputValue('#trust-text')).toBe('');
  });

  test('speaks Swahili where the reader does, and changes its language without forgetting anything', async () => {
    const swahili = await open(browser, { locale: 'sw-KE' });
    const { page } = swahili;
    await choose(page, 'receipt', JSON.stringify(makeReceipt({ decisions: [aDecision('p1'), aDecision('p2')] })));
    await choose(page, 'trust', realKeys);
    expect(await outcomeOf(page)).toBe('Risiti hii ni halali');
    const inSwahili = await seen(page, 'body');
    expect(inSwahili).not.toMatch(/\b(the|was|Receipt|Grade [AB]|said|Holds)\b/);
    expect(await page.getAttribute('html', 'lang')).toBe('sw');
    await page.click('button[lang=en]');
    expect(await outcomeOf(page)).toBe(VALID);
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    expect(await page.getAttribute('button[lang=en]', 'aria-pressed')).toBe('true');
    expect(await page.title()).toBe('Is this receipt genuine? · Ndiyo');
    await swahili.close();
  });
});
