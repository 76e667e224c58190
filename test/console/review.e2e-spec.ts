/** Operators of two accounts: the texts that each should look at, and what each may see and do at a contract's page. */

import { anOperator, operatorByCommand, signedIn } from '../doors/operators.js';
import { aContract, aPhone } from '../factories.js';
import type { Http } from '../http.js';
import { Phones } from '../phones.js';
import { type App, startApp } from '../start-app.js';
import { change } from '../story-database.js';
import { atTheConsole, followed, formsTo, sendForm, wordsOf } from './console-visitor.js';

const CONTRACTS = '/api/v1/contracts';
const QUEUE = '/console/review';

let app: App;
let phones: Phones;
/** At the pages, and over REST. */
let [editor, viewer, other, admin]: Http[] = [];
let [editorRest, viewerRest, otherRest, adminRest]: Http[] = [];
beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'jwt' } });
  change(app.dataDir, ["INSERT INTO accounts (id, name, created_at) VALUES ('other', 'Other', '2026-01-01')"]);
  const adminEmail = await operatorByCommand(app, 'admin');
  const emails = [adminEmail];
  for (const [role, account] of [
    ['editor', 'community'],
    ['viewer', 'community'],
    ['editor', 'other'],
  ] as const) {
    emails.push(await anOperator(app, role, account));
  }
  [admin, editor, viewer, other] = await Promise.all(emails.map((email) => atTheConsole(app.http, email)));
  [adminRest, editorRest, viewerRest, otherRest] = await Promise.all(emails.map((email) => signedIn(app.http, email)));
  phones = new Phones(adminRest!);
}, 60_000);
afterAll(() => app.close());

async function proposeBy(rest: Http) {
  const body = aContract();
  const { contract_id: id } = (await rest.post(CONTRACTS, body)).body;
  const [seller, buyer] = body.parties.map((party) => party.phone_number) as [string, string];
  await phones.code(seller);
  return { id: id as string, seller, buyer };
}

const wordsAt = async (who: Http, language = 'en') => wordsOf((await who.get(`${QUEUE}?language=${language}`)).text);
const awaited = async (rest: Http): Promise<string[]> =>
  (await rest.get('/api/v1/messages/review')).body.messages.map((message: { text: string }) => message.text);

describe('texts to review', () => {
  let own: Awaited<ReturnType<typeof proposeBy>>;
  const said = ['yes but 3100', 'yes no 123456', 'Otieno, lini?', 'YES 111117', 'mvua <b>kubwa</b>'];
  beforeAll(async () => {
    expect(await wordsAt(editor!)).toContain('Nothing waits.');
    own = await proposeBy(editorRest!);
    for (const text of said) await phones.reply(own.seller, text);
    const theirs = await proposeBy(otherRest!);
    await phones.reply(theirs.buyer, 'not yes');
    await phones.reply(aPhone(), 'CHECK 7K3M-Q2ZT-9XWA');
    await phones.reply(aPhone(), 'hello');
  }, 40_000);

  test('stand in the order they came, with the contract, the party and why they decided nothing', async () => {
    const words = await wordsAt(editor!);
    const whys = [
      ...['yes but 3100 It says more than a plain yes or no', 'yes no •••••• It says yes and no at once.'],
      ...['Otieno, lini? It asks something', 'YES •••••• Its code belongs to no contract of this number'],
      'mvua <b>kubwa</b> It holds neither a yes nor a no.',
    ];
    expect(whys.map((why) => words.indexOf(why)).every((at, i, all) => at > (all[i - 1] ?? 0))).toBe(true);
    expect(words).toContain(`Wanjiru Kamau ${own.seller}`);
    const { text } = await editor!.get(QUEUE);
    expect(text).toContain(`href="/console/contracts/${own.id}"`);
    expect(text).not.toMatch(/<b>kubwa|111117|123456/);
    expect(await wordsAt(editor!, 'sw')).toContain('Unasema ndiyo na hapana kwa pamoja.');
  });

  test('are those of the account; an admin sees all, and what a stranger asked', async () => {
    expect(await awaited(editorRest!)).toEqual([
      'yes but 3100',
      'yes no ••••••',
      'Otieno, lini?',
      'YES ••••••',
      'mvua <b>kubwa</b>',
    ]);
    expect(await awaited(otherRest!)).toEqual(['not yes']);
    expect(await awaited(adminRest!)).toEqual([...(await awaited(editorRest!)), 'not yes', 'CHECK 7K3M-Q2ZT-9XWA']);
    expect(await wordsAt(admin!)).toMatch(/A number that is no party \+2547\d+ .*About no contract/);
    const first = await adminRest!.get('/api/v1/messages/review?limit=6');
    const then = await adminRest!.get(`/api/v1/messages/review?limit=6&cursor=${first.body.next_cursor}`);
    expect([first.body.messages.length, then.body.messages.length, then.body.next_cursor]).toEqual([6, 1, null]);
    expect((await editor!.get(`${QUEUE}?cursor=x`)).status).toBe(400);
  });

  test('leave the queue once somebody looked at them, and stay in the timeline; nobody else’s can be marked', async () => {
    const { body } = await editorRest!.get('/api/v1/messages/review');
    const [first, second] = body.messages as { id: string }[];
    for (const [who, status] of [
      [viewer, 403],
      [other, 404],
    ] as const) {
      expect((await sendForm(who!, `${QUEUE}/${first!.id}`)).status).toBe(status);
    }
    expect((await viewerRest!.post(`/api/v1/messages/${second!.id}/reviewed`)).status).toBe(403);
    expect((await otherRest!.post(`/api/v1/messages/${second!.id}/reviewed`)).status).toBe(404);
    expect(await awaited(editorRest!)).toHaveLength(5);
    const done = await followed(editor!, await sendForm(editor!, `${QUEUE}/${first!.id}`));
    expect(wordsOf(done.text)).toMatch(/Marked as looked at\.(?!.*yes but)/);
    const [one, two] = await Promise.all([1, 2].map(() => editorRest!.post(`/api/v1/messages/${second!.id}/reviewed`)));
    expect(one!.body).toMatchObject({ message_id: second!.id, reviewed_by: expect.stringMatching(/^operator /) });
    expect(two!.body).toEqual(one!.body);
    expect(await awaited(editorRest!)).toHaveLength(3);
    expect(wordsOf((await editor!.get(`/console/contracts/${own.id}`)).text)).toMatch(
      /yes but 3100 not understood · looked at/,
    );
  });

  test('lead to the party: it is asked again from there, and a viewer is offered neither', async () => {
    const action = `/console/contracts/${own.id}/resend`;
    expect((await viewer!.get(QUEUE)).text).not.toMatch(/<form[^>]*review|resend/);
    const [form] = formsTo((await editor!.get(QUEUE)).text, action);
    expect(form).toEqual({ party_id: 'p1', seen: '1.2' });
    const { text } = await followed(editor!, await sendForm(editor!, action, form));
    expect(wordsOf(text)).toContain('Asked again.');
  });
});

describe('one contract', () => {
  test('shows its own account whole numbers; a viewer has no buttons, and may not do what they do', async () => {
    const { id, seller } = await proposeBy(editorRest!);
    const at = `/console/contracts/${id}`;
    const [mayEdit, mayLook] = [await editor!.get(at), await viewer!.get(at)];
    expect(mayEdit.text).toContain(seller);
    expect(mayLook.text).toContain(seller);
    expect(mayEdit.text).toContain(`${at}/moves/cancel`);
    expect(mayLook.text).not.toMatch(/<form[^>]*console\/contracts|moves|\/amend/);
    for (const path of ['/resend', '/moves/cancel']) expect((await sendForm(viewer!, at + path)).status).toBe(403);
    expect((await viewer!.get(`${at}/moves/cancel`)).status).toBe(403);
    expect((await sendForm(editor!, `${at}/moves/cancel`)).status).toBe(303);
  });

  test('of another account is not there, whatever is asked of it; for whoever is signed out there is the door', async () => {
    const { id } = await proposeBy(otherRest!);
    const at = `/console/contracts/${id}`;
    for (const path of ['', '/moves/cancel', '/document.json', '/receipt.json', '/certificate.pdf']) {
      expect({ path, status: (await editor!.get(at + path)).status }).toEqual({ path, status: 404 });
    }
    for (const path of ['/resend', '/moves/cancel', '/moves/dispute']) {
      expect({ path, status: (await sendForm(editor!, at + path)).status }).toEqual({ path, status: 404 });
    }
    expect((await adminRest!.get(`${CONTRACTS}/${id}/status`)).body.status).toBe('pending');
    expect((await admin!.get(at)).status).toBe(200);
    const { status, headers } = await app.http.get(at);
    expect([status, headers.get('location')]).toEqual([303, `/console/sign-in?then=${encodeURIComponent(at)}`]);
    expect((await sendForm(app.http, `${at}/moves/cancel`)).status).toBe(401);
  });
});
