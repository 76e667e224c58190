/** The page of one contract, where nobody is asked who they are: what it shows. */
import { execFileSync } from 'node:child_process';
import { command } from '../doors/operators.js';
import { aContract, aParty } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import {
  type Agreement,
  eventTypes,
  issuerOf,
  propose,
  proposeAndConfirm,
  read,
  sayNo,
  sayYes,
  untilAsked,
} from '../stories/agreement.js';
import { untilQuiet } from '../stories/database.js';
import { change } from '../story-database.js';
import { until } from '../until.js';
import { formsTo, sendForm, wordsOf } from './console-visitor.js';

let app: App;
beforeAll(async () => {
  app = await startApp();
}, 40_000);
afterAll(() => app.close());

const pathOf = (id: string) => `/console/contracts/${id}`;
const pageOf = async (id: string, language = 'en'): Promise<string> => {
  const { status, text } = await app.http.get(`${pathOf(id)}?language=${language}`);
  expect(status).toBe(200);
  return text;
};

describe('from creation to confirmed', () => {
  const said = 'Wanjiru: mia moja <b>leo</b>\nOtieno: "sawa"';
  let agreed: Agreement;
  let pages: { asked: string; half: string; whole: string };
  beforeAll(async () => {
    agreed = await propose(app, { transcript: said, external_id: 'order & 7' });
    const asked = await pageOf(agreed.id);
    await sayYes(app, agreed.seller);
    const half = await pageOf(agreed.id);
    await sayYes(app, agreed.buyer);
    await untilQuiet(app);
    pages = { asked, half, whole: await pageOf(agreed.id) };
  }, 40_000);

  test('the page says what was agreed, by whom, and how it stands', async () => {
    const { asked, half, whole } = pages;
    for (const words of [
      'waiting for replies',
      'KES 350,000',
      'farm supply · version 1',
      'order & 7',
      'Wanjiru Kamau',
    ]) {
      expect(wordsOf(asked)).toContain(words);
    }
    expect(wordsOf(asked)).toContain('Total KES 350,000 Product Maize Quantity 100 bags');
    expect(wordsOf(asked)).toContain('Wanjiru: mia moja <b>leo</b> Otieno: "sawa"');
    expect(wordsOf(asked)).toContain('Ask all 2 again');
    expect(wordsOf(half)).toMatch(
      /Wanjiru Kamau said yes seller · \+2547•••••\d{3} · \S+ \d+ \w+ \d+, [\d:]+, by SMS grade D: nothing shows/,
    );
    expect(wordsOf(half)).toContain('Ask again who has not answered');
    expect(wordsOf(whole)).toMatch(/said yes .* said yes /);
    expect(whole).not.toContain('/resend');
    const { receipt_code: code } = await read(app, agreed.id);
    expect(whole).toContain(`href="/c/${code}"`);
  });

  test('the timeline tells each step in order, and what it cost', async () => {
    const words = wordsOf(pages.whole);
    const steps = [
      ...['Timeline', 'The terms were written down', 'Invitation to Wanjiru Kamau', 'Invitation to Otieno Traders'],
      ...['Wanjiru Kamau wrote', 'YES-••••••', 'taken as yes', 'Wanjiru Kamau agreed.', 'by SMS; grade D'],
      ...['Otieno Traders wrote', 'Otieno Traders agreed.', 'Confirmed: every party agreed to version 1.'],
      ...[
        'Notice: confirmed to Wanjiru Kamau',
        'Notice: confirmed to Otieno Traders',
        '4 texts left so far: 4 segments',
      ],
    ];
    let at = 0;
    for (const step of steps) {
      const found = words.indexOf(step, at);
      expect({ step, found: found >= at }).toEqual({ step, found: true });
      at = found;
    }
    expect(words).toMatch(/delivered 1 segment · carrier: Success · sent [\d:]{8} · delivered [\d:]{8}/);
  });

  test('it keeps itself fresh, holds no code, no whole number and nothing that a strict policy would refuse', async () => {
    const codes = [await app.phones.code(agreed.seller), await app.phones.code(agreed.buyer)];
    for (const page of Object.values(pages)) {
      for (const secret of [...codes, agreed.seller, agreed.buyer]) expect(page).not.toContain(secret);
      expect(page).not.toMatch(/<b>leo|\sstyle=|\son\w+=|<script(?! src=)/);
      expect([...page.matchAll(/<\w+ [^>]*data-live[ >]/g)].every(([tag]) => / id="/.test(tag))).toBe(true);
      expect(page).toContain('data-live-from="/console/events"');
    }
  });

  test('in Swahili no English of ours is left', async () => {
    const words = wordsOf(await pageOf(agreed.id, 'sw'));
    for (const said of [
      'umethibitishwa',
      'Masharti',
      'Jumla KES 350,000',
      'muuzaji',
      'amekubali',
      'kiwango D: hakuna',
    ]) {
      expect(words).toContain(said);
    }
    expect(words).toContain('Mwaliko kwa Wanjiru Kamau');
    expect(words).not.toMatch(/\b(said yes|Timeline|Terms|Parties|Invitation|delivered|segment|Created)\b/);
  });

  test('document, receipt and certificate are there to keep', async () => {
    const at = pathOf(agreed.id);
    const [document, receipt, certificate] = await Promise.all(
      ['document.json', 'receipt.json', 'certificate.pdf'].map((name) => app.http.get(`${at}/${name}`)),
    );
    const sum = execFileSync('b2sum', ['-l', '256'], { input: document!.text, encoding: 'utf8' }).split(' ')[0];
    expect(sum).toBe((await read(app, agreed.id)).contract_hash);
    expect(receipt!.body).toMatchObject({ $type: 'ndiyo.receipt.v1', document: document!.text });
    expect(certificate!.text.startsWith('%PDF-')).toBe(true);
    expect(certificate!.headers.get('content-disposition')).toBe(`attachment; filename="${agreed.id}.pdf"`);
    const { id } = await propose(app);
    expect(await pageOf(id)).not.toContain('receipt.json');
    expect((await app.http.get(`${pathOf(id)}/receipt.json`)).status).toBe(409);
  });
});

test('what did not arrive shows why, and what to do, in both languages', async () => {
  const parties = [aParty({ role: 'seller', name: 'Kimani' }), aParty()];
  await app.phones.outcome(parties[0]!.phone_number, 'failed');
  const { contract_id: id } = (await app.http.post('/api/v1/contracts', aContract({ parties }))).body;
  await until(
    () => eventTypes(app, id),
    (types) => types.includes('party.unreachable'),
  );
  const words = wordsOf(await pageOf(id));
  expect(words).toMatch(/Kimani not answered .*Last text: failed delivery-failure The network could not deliver it/);
  expect(words).toContain('Kimani could not be reached.');
  const inSwahili = wordsOf(await pageOf(id, 'sw'));
  expect(inSwahili).toContain('Mtandao haukuweza kuufikisha na hausemi kwa nini.');
  expect(inSwahili).not.toContain('The network could not');
});

test('changed terms that wait stand beside what was agreed, with who has answered them', async () => {
  const agreed = await proposeAndConfirm(app);
  await issuerOf(app, agreed).contracts.update(agreed.id, {
    terms: { product: 'Beans', total_amount: '5', currency: 'KES' },
  });
  await untilAsked(app, agreed.id);
  await sayYes(app, agreed.seller);
  const page = await pageOf(agreed.id);
  const words = wordsOf(page);
  expect(words).toMatch(/confirmed .*Waiting: changed terms \(version 2\).*Total KES 5 Product Beans.*Parties Wanjiru/);
  expect(formsTo(page, `${pathOf(agreed.id)}/resend`)).toEqual([{ seen: '2.2' }, { party_id: 'p2', seen: '2.2' }]);
  await sendForm(app.http, `${pathOf(agreed.id)}/moves/activate`);
  expect(wordsOf((await app.http.get(`${pathOf(agreed.id)}/moves/complete`)).text)).toContain(
    'Changed terms that still wait for answers are withdrawn. 2 texts go out, to: Wanjiru Kamau (seller)',
  );
  await sayNo(app, agreed.buyer);
  expect(wordsOf(await pageOf(agreed.id))).toMatch(/^(?!.*Waiting: changed terms).*Refused: version 2 is closed/);
});

test('a hostile name and a hostile reply are words on the page, nothing more', async () => {
  const name = `<img src=x onerror=alert(1)>"'&`;
  const { id, seller } = await propose(app, { parties: [aParty({ role: 'seller', name }), aParty()] });
  await app.phones.reply(seller, '</blockquote><script>alert(2)</script>');
  const page = await pageOf(id);
  expect(page).not.toMatch(/<img|<script>/);
  expect(wordsOf(page)).toContain(`${name} wrote`);
  expect(wordsOf(page)).toContain('</blockquote><script>alert(2)</script>');
  expect(wordsOf(page)).toContain('not understood · to review');
});

test('of a long story the page shows the last hundred things, and all when asked', async () => {
  const { id } = await propose(app);
  await untilQuiet(app);
  const text = (n: number) =>
    `('x${100 + n}', '${id}', 'in', '+254700000000', 'reply', 'word ${n}.', 1, 'received', 0, '2026-01-01')`;
  change(app.dataDir, [
    `INSERT INTO messages (id, contract_id, direction, phone_number, kind, text, segments, status, possible_duplicate, created_at)
      VALUES ${Array.from({ length: 120 }, (_, n) => text(n)).join()}`,
  ]);
  const short = wordsOf(await pageOf(id));
  expect([short.includes('Show the 23 before'), short.includes('word 22.'), short.includes('word 23.')]).toEqual([
    true,
    false,
    true,
  ]);
  expect(wordsOf((await app.http.get(`${pathOf(id)}?whole=1`)).text)).toMatch(/word 0\..*word 119\./);
});

test('of an erased contract stands what is left', async () => {
  const agreed = await proposeAndConfirm(app, { transcript: 'siku ya mvua' });
  await untilQuiet(app);
  expect((await command(app, ['erase', agreed.seller, '--yes'])).output).toMatch(/^Erased from 1 contract/);
  const page = await pageOf(agreed.id);
  const words = wordsOf(page);
  expect(words).toMatch(
    /A person was erased from this contract.*erased said yes.*These words were erased\..*A party was erased from this contract/,
  );
  expect(page).not.toMatch(/document\.json|receipt\.json|mvua|Wanjiru/);
  expect((await app.http.get(`${pathOf(agreed.id)}/document.json`)).status).toBe(410);
});

test('what is no contract is 404 in the frame, and a form of another site does nothing', async () => {
  for (const id of ['AG-2026-000000000', 'x', '%00']) {
    const { status, text } = await app.http.get(pathOf(id));
    expect({ id, status, isPage: text.startsWith('<!doctype html>') }).toEqual({ id, status: 404, isPage: true });
  }
  const { id } = await propose(app);
  const foreign = await app.http.form(`${pathOf(id)}/moves/cancel`, '', { 'Sec-Fetch-Site': 'cross-site' });
  expect(foreign.status).toBe(403);
  expect(await read(app, id)).toMatchObject({ status: 'pending' });
});
