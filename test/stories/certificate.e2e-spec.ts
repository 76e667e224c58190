/** The receipt for people: a page to print, and the address on it that opens the receipt for whoever has its code. */
import { infoOf, pagesOf, squareOf, testWithPoppler, testWithZbar, textOf } from '../certificates/reading.js';
import { aParty } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { type Agreement, propose, proposeAndConfirm, read, refusal, sayNo, untilTold } from './agreement.js';
import { verify } from './command-line.js';

const CODE = /CHECK (\w{4}-\w{4}-\w{4})$/;
const UNKNOWN = '0000-0000-0000';
const HOSTILE = '<img src=x onerror=alert(1)>\u202e Kamau';

let app: App;
let agreement: Agreement;
let code: string;
beforeAll(async () => {
  app = await startApp({ env: { LOG_LEVEL: 'trace', DEBUG: 'true' } });
  const seller = aParty({ role: 'seller', name: 'Wanjirũ Kamau' });
  agreement = await proposeAndConfirm(app, { parties: [seller, aParty({ name: HOSTILE })] });
  const texts = await untilTold(app, agreement.buyer, CODE);
  code = CODE.exec(texts.at(-1)!)![1]!;
});
afterAll(() => app.close());

async function getPdf(path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(app.url + path, { headers });
  return { status: answer.status, headers: answer.headers, pdf: new Uint8Array(await answer.arrayBuffer()) };
}

describe('the certificate', () => {
  test('is a PDF of one page beside the receipt, named by the contract', async () => {
    const { status, headers, pdf } = await getPdf(`${agreement.path}/receipt.pdf`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(headers.get('content-disposition')).toBe(`inline; filename="${agreement.id}.pdf"`);
    expect(pagesOf(pdf)).toBe(1);
  });

  testWithPoppler('says in English and in Swahili what the receipt holds, numbers masked', async () => {
    const english = textOf((await getPdf(`${agreement.path}/receipt.pdf?language=en`)).pdf);
    const swahili = (await getPdf(`${agreement.path}/receipt.pdf?language=sw&timezone=UTC`)).pdf;
    for (const part of ['Certificate of agreement', agreement.id, 'Wanjirũ Kamau', 'KES 350,000', 'SIMULATED', code]) {
      expect(english).toContain(part);
    }
    expect(english).toContain(agreement.created.contract_hash);
    expect(english).toContain('Local time (Africa/Nairobi)');
    expect(textOf(swahili)).toMatch(/Cheti cha makubaliano.*Saa za hapa \(UTC\).*MAJARIBIO/);
    expect(infoOf(swahili)).toContain(`Cheti cha makubaliano ${agreement.id}`);
    expect(english).not.toContain(agreement.seller);
  });

  testWithZbar('has a square that leads to its page', async () => {
    const { pdf } = await getPdf(`${agreement.path}/receipt.pdf`);
    expect(squareOf(pdf)).toBe(`${app.url}/c/${code}`);
  });

  test('is the same bytes whenever it is asked for, and not sent again to whoever has it', async () => {
    const first = await getPdf(`${agreement.path}/receipt.pdf`);
    const second = await getPdf(`${agreement.path}/receipt.pdf`);
    expect(Buffer.from(first.pdf).equals(second.pdf)).toBe(true);
    const etag = first.headers.get('etag')!;
    const again = await getPdf(`${agreement.path}/receipt.pdf`, { 'If-None-Match': etag });
    expect([again.status, again.pdf.length, again.headers.get('etag')]).toEqual([304, 0, etag]);
    const other = await getPdf(`${agreement.path}/receipt.pdf?language=sw`, { 'If-None-Match': etag });
    expect(other.status).toBe(200);
  });

  test.each([
    ['language=fr', /language must be one of en, sw/],
    ['timezone=Africa/Atlantis', /timezone must be a time zone of the IANA database/],
    ['timezone=%2B03:00', /timezone must be/],
    [`timezone=${'A'.repeat(60)}`, /timezone must be/],
    ['version=0', /version must be/],
    ['page=2', /page is not a field known here/],
  ])('wished for with %s is refused by name', async (query, detail) => {
    const { status, body } = await app.http.get(`${agreement.path}/receipt.pdf?${query}`);
    expect([status, body.type]).toEqual([400, '/problems/invalid-parameter']);
    expect(body.detail).toMatch(detail);
  });

  test('is not there while nothing is decided, nor of a version or contract that is not', async () => {
    const open = await propose(app);
    expect((await app.http.get(`${open.path}/receipt.pdf`)).body.type).toBe('/problems/nothing-decided');
    expect((await read(app, open.id)).receipt_code).toBeNull();
    expect((await app.http.get(`${agreement.path}/receipt.pdf?version=2`)).status).toBe(404);
    expect((await app.http.get('/api/v1/contracts/AG-2026-000000000/receipt.pdf')).status).toBe(404);
  });

  test('of many at once each gets theirs, and others are answered meanwhile', async () => {
    const zones = Intl.supportedValuesOf('timeZone').slice(0, 12);
    const all = Promise.all(zones.map((zone) => getPdf(`${agreement.path}/receipt.pdf?timezone=${zone}`)));
    const started = performance.now();
    expect((await app.http.get('/livez')).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(1_000);
    const answers = await all;
    expect(answers.map(({ status, pdf }) => [status, pagesOf(pdf)])).toEqual(zones.map(() => [200, 1]));
    expect(new Set(answers.map(({ pdf }) => Buffer.from(pdf).toString('base64'))).size).toBe(zones.length);
  });

  test('more than wait in line at once are told to come back, and nothing else breaks', async () => {
    const zones = Intl.supportedValuesOf('timeZone').slice(20, 90);
    const answers = await Promise.all(zones.map((zone) => getPdf(`${agreement.path}/receipt.pdf?timezone=${zone}`)));
    const turnedAway = answers.filter(({ status }) => status === 503);
    expect(turnedAway.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    expect(turnedAway[0]!.headers.get('retry-after')).toBe('2');
    expect((await getPdf(`${agreement.path}/receipt.pdf?timezone=${zones[0]}`)).status).toBe(200);
  });
});

test('the contract and the answer with the receipt tell the code', async () => {
  expect((await read(app, agreement.id)).receipt_code).toBe(code);
  const { contracts } = await app.client.contracts.list();
  expect(contracts.find((one) => one.contract_id === agreement.id)?.receipt_code).toBe(code);
  const { headers } = await app.http.get(`${agreement.path}/receipt`, { Origin: 'http://localhost:3000' });
  expect(headers.get('x-receipt-code')).toBe(code);
  expect(headers.get('access-control-expose-headers')).toContain('X-Receipt-Code');
});

describe('the page behind the code', () => {
  const open = (path: string, headers: Record<string, string> = {}) => app.http.get(path, headers);

  test('shows status, first names, grades, total, date and hash, and no number', async () => {
    const { status, text } = await open(`/c/${code}`);
    expect(status).toBe(200);
    for (const part of [agreement.id, 'Today this contract is confirmed', 'Wanjirũ</bdi> (seller)', 'grade D']) {
      expect(text).toContain(part);
    }
    for (const part of [agreement.created.contract_hash, 'KES 350,000', 'SIMULATED', 'Local time (Africa/Nairobi)']) {
      expect(text).toContain(part);
    }
    expect(text).toContain('&lt;img</bdi>');
    expect(text).not.toMatch(/\+2547|Kamau|<img/);
  });

  test('opens however the code is typed', async () => {
    const typed = code.replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', '').toLowerCase();
    for (const one of [typed, code.replaceAll('-', '%20'), `${code}?language=en`]) {
      expect((await open(`/c/${one}`)).status).toBe(200);
    }
  });

  test('speaks the language that is asked for, else what the browser prefers', async () => {
    const sw = /<html lang="sw">.*Cheti cha makubaliano/s;
    expect((await open(`/c/${code}?language=sw`)).text).toMatch(sw);
    expect((await open(`/c/${code}`, { 'Accept-Language': 'fr, en;q=0.3, sw-TZ;q=0.9' })).text).toMatch(sw);
    expect((await open(`/c/${code}?language=en`, { 'Accept-Language': 'sw' })).text).toMatch(/<html lang="en">/);
    expect((await open(`/c/${code}?language=xx&language=sw`)).text).toMatch(/<html lang="en">/);
  });

  test('gives the receipt, which verifies, and the certificate', async () => {
    const { text, headers, body } = await open(`/c/${code}/receipt.json`);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${agreement.id}.json"`);
    expect(body.$type).toBe('ndiyo.receipt.v1');
    expect(await verify(app, text)).toMatchObject({ code: 0 });
    const { status, pdf } = await getPdf(`/c/${code}/receipt.pdf?language=sw`);
    expect([status, pagesOf(pdf)]).toEqual([200, 1]);
  });

  test.each(['', '/receipt.json', '/receipt.pdf'])(
    '“/c/<code>%s” is for no cache, search engine or referrer',
    async (part) => {
      for (const one of [code, UNKNOWN]) {
        const { headers } = await open(`/c/${one}${part}`);
        expect(headers.get('cache-control')).toBe('no-store');
        expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
        expect(headers.get('referrer-policy')).toBe('no-referrer');
      }
    },
  );

  test('answers a wrong, an unknown and a malformed code in the same way, without repeating it', async () => {
    const wrong = code.slice(0, -1) + (code.endsWith('0') ? '1' : '0');
    const bodies = new Set<string>();
    for (const one of [UNKNOWN, wrong, 'x', agreement.id, '%00', "'%20OR%201=1--", 'A'.repeat(90)]) {
      for (const part of ['', '/receipt.json', '/receipt.pdf']) {
        const { status, body } = await open(`/c/${one}${part}`);
        expect({ one, status }).toEqual({ one, status: 404 });
        bodies.add(JSON.stringify({ ...body, request_id: '' }));
      }
    }
    expect([...bodies]).toHaveLength(1);
    expect([...bodies][0]).toContain('"instance":"/c/…"');
    const page = await open(`/c/${UNKNOWN}`, { Accept: 'text/html' });
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.text).not.toContain(UNKNOWN);
  });

  test('tells what became of the contract since', async () => {
    const refused = await propose(app);
    await sayNo(app, refused.buyer);
    const texts = await untilTold(app, refused.seller, CODE);
    const other = CODE.exec(texts.at(-1)!)![1]!;
    expect((await open(`/c/${other}`)).text).toMatch(/Record of a refusal.*Today this contract is refused/s);
    expect((await refusal(app.client.contracts.receipt(refused.id, { version: 2 }))).status).toBe(404);
  });
});

test('no code is in the log, at any level', () => {
  expect(app.output()).toContain('/c/:code');
  for (const one of [code, code.replaceAll('-', ''), code.toLowerCase()]) expect(app.output()).not.toContain(one);
});
