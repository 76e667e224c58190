/** The console's settings: texts that were given up, and the budget; each for who may, in one account. */
import { aContract } from '../factories.js';
import { startApp } from '../start-app.js';
import { change, rows } from '../story-database.js';
import { until } from '../until.js';
import { HERE, submit, textOf } from './door.js';
import {
  BUDGET,
  KEYS,
  LETTERS,
  LIMITS,
  type SettingsStage,
  setSettingsStage,
  shown,
  whereTo,
} from './settings-stage.js';

let stage: SettingsStage;
let { app, manager, viewer, stranger, admin, api } = {} as SettingsStage;
beforeAll(async () => {
  stage = await setSettingsStage();
  ({ app, manager, viewer, stranger, admin, api } = stage);
}, 60_000);
afterAll(() => stage.close());

/** A text of a new contract that was given up, as its page knows it. */
async function deadLetter(reason = 'invalid-number', hours = '24h') {
  const contract = (await api.post('/api/v1/contracts', aContract({ expires_in: hours }))).body;
  const find = () => rows(app.dataDir, 'SELECT * FROM messages WHERE contract_id = ?', contract.contract_id)[0]!;
  const { id } = await until(find, ({ status }) => status === 'delivered');
  change(
    app.dataDir,
    [
      `UPDATE messages SET status = 'failed', failure_reason = ?, final_at = '2026-11-22T20:01:00.000Z' WHERE id = ?`,
      reason,
      `${id}`,
    ],
    [
      `INSERT INTO outbox (account_id, topic, order_key, payload, status, attempt, interruptions, failures, due_at, created_at)
        VALUES ('community', 'sms', ?, ?, 'dead', 12, 0, 12, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')`,
      ...([`${id}`, `${id}`] as const),
    ],
  );
  const outboxId = rows(app.dataDir, 'SELECT id FROM outbox WHERE payload = ?', `${id}`)[0]!.id;
  return { contract, message: find, resend: `${LETTERS}/${outboxId}/resend` };
}

describe('texts that were given up', () => {
  test('say to whom, about what, why and what to do; sent again at a word, once', async () => {
    const { contract, message, resend } = await deadLetter();
    const page = await manager.get(LETTERS);
    expect(page.text).toContain(`href="/console/contracts/${contract.contract_id}"`);
    const { name, phone_number } = contract.parties[0];
    expect(phone_number).not.toContain('•');
    expect(textOf(page)).toContain(`${name} ${phone_number}`);
    expect(textOf(page)).toMatch(
      /Check it with the party.*invalid-number · tried 12 times · given up 22 Nov 2026, 23:01:00/,
    );
    expect(await shown(viewer, LETTERS)).toContain(contract.contract_id);
    expect((await viewer.get(LETTERS)).text).not.toContain('<button class="plain">Send again');
    expect((await submit(viewer, resend)).status).toBe(403);
    expect(await shown(stranger, LETTERS)).not.toContain(contract.contract_id);
    expect((await submit(stranger, resend)).status).toBe(404);
    expect(message().status).toBe('failed');
    expect(whereTo(await submit(manager, resend))).toEqual([303, `${LETTERS}?done=queued`]);
    await until(message, ({ status }) => status === 'delivered');
    const again = await submit(manager, resend);
    expect([again.status, textOf(again)]).toEqual([404, expect.stringContaining('It is not here any more')]);
    expect((await submit(manager, `${LETTERS}/x/resend`)).status).toBe(404);
  });

  test('one that nobody is to answer any more is not sent, and the page says so', async () => {
    const { contract, resend, message } = await deadLetter();
    await api.post(`/api/v1/contracts/${contract.contract_id}/cancel`);
    const answer = await submit(manager, resend);
    expect([answer.status, textOf(answer)]).toEqual([409, expect.stringContaining('nobody waits for an answer')]);
    expect(message().status).toBe('failed');
  });

  test('a name is text and nothing else; what is no cursor of ours is refused', async () => {
    const { contract } = await deadLetter('NewReason<b>');
    change(app.dataDir, [
      'UPDATE parties SET name = ? WHERE contract_id = ?',
      '<script>x</script>',
      contract.contract_id,
    ]);
    const { text } = await manager.get(LETTERS);
    expect(text).toContain('&lt;script&gt;x&lt;/script&gt;');
    expect(text).toContain('NewReason&lt;b&gt;');
    expect(text).not.toContain('<script>x');
    expect((await manager.get(`${LETTERS}?cursor=bm9uc2Vuc2U`)).status).toBe(400);
  });
});

describe('the budget', () => {
  test('says what today came to, what is in force, and what the days before cost', async () => {
    await api.post('/api/v1/contracts', aContract());
    // A text that is sent later has a cost of its own.
    const isOnItsWay = () => rows(app.dataDir, "SELECT 1 FROM outbox WHERE status <> 'dead'").length > 0;
    await until(isOnItsWay, (isSo) => !isSo);
    const day = new Date().toISOString().slice(0, 10);
    change(app.dataDir, [
      "UPDATE messages SET cost = 'KES 0.8567' WHERE direction = 'out' AND account_id = ?",
      'community',
    ]);
    const { segments, costs } = (await api.get(`/api/v1/usage?day=${day}`)).body;
    const text = await shown(manager, BUDGET);
    expect(text).toContain(`This account: ${segments.used} of 1,000 segments`);
    expect(text).toContain(`Today ${segments.used} KES ${costs[0].amount}`);
    expect(text).toContain('One number gets at most 20 texts within 24 hours');
    expect(text).not.toContain('20,000');
    expect(await shown(admin, BUDGET)).toMatch(/The whole service: \d+ of 20,000 segments/);
    expect(await shown(stranger, BUDGET)).toContain('This account: 0 of 1,000 segments');
  });

  test('an admin lets paused numbers be asked again, after being asked; nobody else does', async () => {
    change(app.dataDir, [
      "INSERT INTO paused_prefixes (prefix, account_id, reason, since) VALUES ('+49151', 'community', 'unanswered', '2026-11-22T10:00:00.000Z')",
    ]);
    const isPaused = () => rows(app.dataDir, 'SELECT 1 FROM paused_prefixes').length === 1;
    expect(await shown(manager, BUDGET)).toContain('Numbers that begin with +49151 since 22 Nov 2026, 13:00:00');
    expect((await manager.get(BUDGET)).text).not.toContain('/console/budget/resume');
    const sure = { prefix: '+49151', sure: 'yes' };
    expect((await submit(manager, `${BUDGET}/resume`, sure)).status).toBe(403);
    expect(textOf(await submit(admin, `${BUDGET}/resume`, { prefix: '+49151' }))).toContain(
      'Ask numbers with +49151 again?',
    );
    expect(isPaused()).toBe(true);
    expect(whereTo(await submit(admin, `${BUDGET}/resume`, sure))).toEqual([303, `${BUDGET}?done=resumed`]);
    expect(isPaused()).toBe(false);
    expect((await submit(admin, `${BUDGET}/resume`, sure)).status).toBe(404);
  });
});

test('where nobody is asked who they are, keys do not count, nothing is to be set, and paused numbers may be resumed', async () => {
  const open = await startApp({ env: LIMITS });
  try {
    const here = open.http.with({ Accept: 'text/html', ...HERE });
    expect(await shown(here, KEYS)).toContain('Keys do not count here AUTH names neither api-key nor signature');
    expect((await here.get(KEYS)).text).not.toContain(`${KEYS}/new`);
    const made = await submit(here, KEYS, { name: 'x', scopes: ['contracts:read'] });
    expect([made.status, made.text.includes('ndy_')]).toEqual([422, false]);
    expect(await shown(here, '/console/account?language=sw')).toContain('Hakuna anayeingia hapa');
    expect((await submit(here, '/console/account/authenticator')).status).toBe(401);
    change(open.dataDir, [
      "INSERT INTO paused_prefixes (prefix, account_id, reason, since) VALUES ('+49151', 'community', 'unanswered', '2026-11-22T10:00:00.000Z')",
    ]);
    expect((await here.get(BUDGET)).text).toContain('/console/budget/resume');
  } finally {
    await open.close();
  }
}, 40_000);
