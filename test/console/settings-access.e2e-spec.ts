/** The console's settings: webhooks and keys; each for who may, in one account. */
import { ALL_SCOPES } from '../doors/keys.js';
import type { Answer } from '../http.js';
import { answer as answering } from '../outbound-webhooks/sink.js';
import { rows } from '../story-database.js';
import { until } from '../until.js';
import { submit, textOf } from './door.js';
import { HOOKS, KEYS, LETTERS, OTHER, type SettingsStage, setSettingsStage, shown, whereTo } from './settings-stage.js';

let stage: SettingsStage;
let { app, sink, manager, viewer, stranger, admin } = {} as SettingsStage;
beforeAll(async () => {
  stage = await setSettingsStage();
  ({ app, sink, manager, viewer, stranger, admin } = stage);
}, 60_000);
afterAll(() => stage.close());

const idIn = ({ text }: Answer): string => /\/console\/webhooks\/([\da-f-]{36})/.exec(text)![1]!;
const secretIn = ({ text }: Answer): string => /whsec_[\w+/=]+/.exec(text)?.[0] ?? '';

describe('webhooks', () => {
  test('an endpoint is made, told of events, tested, turned off and on, and deleted', async () => {
    sink.react('/console', answering(500));
    const made = await submit(manager, HOOKS, {
      url: sink.url('/console'),
      description: 'Till <1>',
      which: 'chosen',
      event_types: ['contract.created', 'contract.confirmed'],
    });
    const at = `${HOOKS}/${idIn(made)}`;
    expect(textOf(await manager.get(HOOKS))).toContain(
      `${sink.url('/console')} On Till <1> contract.created, contract.confirmed`,
    );
    expect(whereTo(await submit(manager, `${at}/test`))).toEqual([303, `${at}?done=tested`]);
    const failed = await until(
      () => shown(manager, at),
      (text) => text.includes('answered 500'),
    );
    expect(failed).toMatch(
      /webhook\.test Waiting evt_test_\S+ .* 1 try · next try .* Last: answered 500: it has trouble of its own/,
    );
    sink.react('/console', answering(200));
    const [delivery] = rows(app.dataDir, 'SELECT id FROM webhook_deliveries WHERE endpoint_id = ?', idIn(made));
    expect(whereTo(await submit(manager, `${at}/deliveries/${delivery!.id}/resend`))).toEqual([
      303,
      `${at}?done=resent`,
    ]);
    await until(
      () => shown(manager, at),
      (text) => text.includes('webhook.test Delivered'),
    );
    expect(whereTo(await submit(manager, `${at}/recover`, { hours: '24' }))).toEqual([303, `${at}?done=recovering`]);
    expect((await submit(manager, `${at}/recover`, { hours: '9999' })).status).toBe(422);
    expect(whereTo(await submit(manager, `${at}/disable`))).toEqual([303, `${at}?done=off`]);
    const refused = await submit(manager, `${at}/test`);
    expect([refused.status, textOf(refused)]).toEqual([409, expect.stringContaining('Turn it on first')]);
    expect(textOf(refused)).toContain('Somebody disabled it, here or over the API.');
    expect(whereTo(await submit(manager, `${at}/enable`))).toEqual([303, `${at}?done=on`]);
    expect(await shown(manager, `${at}/delete`)).toContain('This cannot be undone.');
    expect(whereTo(await submit(manager, `${at}/delete`))).toEqual([303, `${HOOKS}?done=deleted`]);
    expect((await manager.get(at)).status).toBe(404);
  });

  test('what is wrong stands beside its field, with what was typed', async () => {
    const wrong: [Record<string, string | string[]>, string[]][] = [
      [{ url: '' }, ['url']],
      [{ url: 'http://10.0.0.1/' }, ['url']],
      [{ url: 'https://user:pass@example.com/' }, ['url']],
      [{ url: `https://example.com/${'x'.repeat(2_000)}` }, ['url']],
      [{ url: 'https://example.com/', which: 'chosen' }, ['event_types']],
      [
        { url: 'https://example.com/', which: 'chosen', event_types: ['contract.created', 'nonsense'] },
        ['event_types'],
      ],
      [{ url: 'ftp://<i>', description: 'x'.repeat(501), which: 'chosen' }, ['url', 'description', 'event_types']],
    ];
    const before = await manager.get(HOOKS);
    for (const [typed, fields] of wrong) {
      const answer = await submit(manager, HOOKS, typed);
      const told = [...answer.text.matchAll(/<li><a href="#(\w+)">/g)].map(([, name]) => name);
      const beside = ['url', 'description', 'event_types'].filter((name) => answer.text.includes(`id="${name}-fault"`));
      expect({ typed, status: answer.status, told, beside }).toEqual({
        typed,
        status: 422,
        told: fields,
        beside: fields,
      });
    }
    expect((await submit(manager, HOOKS, { url: 'ftp://<i>' })).text).toContain('value="ftp://&lt;i&gt;"');
    expect((await manager.get(HOOKS)).text).toBe(before.text);
  });

  test('its secret stands on the page that made it, and nowhere else; a new one lets the former one end in time', async () => {
    const made = await submit(manager, HOOKS, { url: sink.url('/secret') });
    const first = secretIn(made);
    expect(made.text.split(first)).toHaveLength(2);
    expect(made.headers.get('cache-control')).toBe('no-store');
    const at = `${HOOKS}/${idIn(made)}`;
    const turned = await submit(manager, `${at}/secret`, { expire_previous_after: '1h' });
    const second = secretIn(turned);
    expect(second).not.toBe(first);
    expect(textOf(turned)).toContain('The former secret signs as well until');
    expect(textOf(await submit(manager, `${at}/secret`, { expire_previous_after: '0' }))).toContain('counts no more');
    expect((await submit(manager, `${at}/secret`, { expire_previous_after: '99d' })).status).toBe(422);
    expect([made, turned].map(({ headers }) => headers.get('location'))).toEqual([null, null]);
    expect([made, turned].map(({ text }) => text.includes('?language='))).toEqual([false, false]);
    const pages = await Promise.all([HOOKS, at, `${at}/secret`, `${at}/edit`].map((path) => manager.get(path)));
    for (const { text } of pages) expect(text).not.toContain('whsec_');
    expect(app.output()).not.toContain('whsec_');
  });

  test('its address and events are changed; nothing of another account is there', async () => {
    const at = `${HOOKS}/${idIn(await submit(manager, HOOKS, { url: sink.url('/mine') }))}`;
    expect((await manager.get(`${at}/edit`)).text).toContain(`value="${sink.url('/mine')}"`);
    const typed = { url: sink.url('/moved'), description: '', which: 'chosen', event_types: 'party.unreachable' };
    expect((await submit(manager, `${at}/edit`, { ...typed, url: 'x' })).status).toBe(422);
    const paths = ['edit', 'secret', 'delete', 'test', 'enable', 'disable', 'recover'];
    for (const path of paths) {
      const fields = { ...typed, expire_previous_after: '0', hours: '24' };
      expect({ path, status: (await submit(stranger, `${at}/${path}`, fields)).status }).toEqual({ path, status: 404 });
      expect({ path, status: (await submit(viewer, `${at}/${path}`, fields)).status }).toEqual({ path, status: 403 });
    }
    for (const path of ['', '/edit', '/secret', '/delete']) expect((await stranger.get(at + path)).status).toBe(404);
    expect((await manager.get(`${HOOKS}/%00`)).status).toBe(404);
    expect((await manager.get(`${HOOKS}?cursor=%00`)).status).toBe(400);
    expect(await shown(stranger, HOOKS)).toContain('No endpoint yet.');
    expect(await shown(admin, HOOKS)).toContain('Account community');
    expect(whereTo(await submit(manager, `${at}/edit`, typed))).toEqual([303, `${at}?done=changed`]);
    expect(await shown(manager, `${at}?done=changed`)).toMatch(
      /Saved\..*\/moved What it is told party\.unreachable State On/,
    );
  });
});

describe('keys', () => {
  const wish = {
    name: 'Shop <server>',
    scopes: ['contracts:read'],
    expires_in: '90d',
    allowed_ips: '127.0.0.1\r\n::1',
  };
  const keyIn = ({ text }: Answer) => /ndy_dev_[a-z2-7]{12}_[\da-f]{64}/.exec(text)?.[0] ?? '';
  const idOf = (key: string) => key.split('_')[2]!;
  const opens = async (key: string) => (await app.http.get('/api/v1/contracts', { 'X-API-Key': key })).status;

  test('a key is made with what was ticked, shown once, replaced in time, and revoked', async () => {
    const made = await submit(manager, KEYS, wish);
    const key = keyIn(made);
    expect(await opens(key)).toBe(200);
    expect(made.text.split(key)).toHaveLength(2);
    expect(made.text).toMatch(/ndysk_[\da-f]+/);
    expect([made.headers.get('location'), made.headers.get('cache-control')]).toEqual([null, 'no-store']);
    const listed = await manager.get(KEYS);
    expect(textOf(listed)).toMatch(
      /Shop <server> In force Key id ndy_dev_\w{12} May contracts:read Only from 127\.0\.0\.1, ::1 Last used/,
    );
    expect(listed.text).not.toMatch(/ndysk_|ndy_dev_[a-z2-7]{12}_/);
    const at = `${KEYS}/${idOf(key)}`;
    const turned = await submit(manager, `${at}/rotate`, { grace: '24h' });
    expect(textOf(turned)).toContain('The former key counts until');
    expect([await opens(key), await opens(keyIn(turned))]).toEqual([200, 200]);
    const twice = await submit(manager, `${at}/rotate`, { grace: '0' });
    expect([twice.status, keyIn(twice)]).toEqual([409, '']);
    expect((await submit(manager, `${at}/rotate`, { grace: 'never' })).status).toBe(422);
    expect(await shown(manager, `${at}/revoke`)).toContain('Shop <server>');
    expect(whereTo(await submit(manager, `${at}/revoke`))).toEqual([303, `${KEYS}?done=revoked`]);
    expect([await opens(key), await opens(keyIn(turned))]).toEqual([401, 200]);
    expect(await shown(manager, KEYS)).toContain('Revoked');
  });

  test('what is wrong stands beside its field; a key can do no more than its maker', async () => {
    const faults: [Record<string, string | string[]>, string][] = [
      [{ ...wish, name: ' ' }, 'name'],
      [{ ...wish, name: 'x'.repeat(201) }, 'name'],
      [{ ...wish, scopes: [] }, 'scopes'],
      [{ ...wish, scopes: ['nonsense'] }, 'scopes'],
      [{ ...wish, scopes: ['audit:read', 'audit:read'] }, 'scopes'],
      [{ ...wish, expires_in: '9999d' }, 'expires_in'],
      [{ ...wish, allowed_ips: '10.0.0.1\nnonsense' }, 'allowed_ips'],
    ];
    for (const [typed, field] of faults) {
      const answer = await submit(manager, KEYS, typed);
      expect({ field, status: answer.status, has: answer.text.includes(`id="${field}-fault"`) }).toEqual({
        field,
        status: 422,
        has: true,
      });
    }
    const above = await submit(manager, KEYS, { ...wish, admin: 'yes' });
    expect([above.status, keyIn(above)]).toEqual([403, '']);
    const offered = [...(await manager.get(`${KEYS}/new`)).text.matchAll(/name="scopes" value="([^"]+)"/g)];
    expect(offered.map(([, scope]) => scope)).toEqual(ALL_SCOPES);
    expect((await manager.get(`${KEYS}/new`)).text).not.toContain('name="account_id"');
    expect(keyIn(await submit(admin, KEYS, { ...wish, account_id: OTHER }))).not.toBe('');
    expect((await submit(admin, KEYS, { ...wish, account_id: 'nobody' })).status).toBe(404);
  });

  test('whoever may not manage keys sees no way there; another account’s keys are not there', async () => {
    const at = `${KEYS}/${idOf(keyIn(await submit(manager, KEYS, wish)))}`;
    const sections = [...(await viewer.get(LETTERS)).text.matchAll(/<a href="(\/console\/[\w-]+)"/g)].map(
      ([, to]) => to,
    );
    expect(sections).not.toEqual(expect.arrayContaining([KEYS]));
    expect(sections).not.toEqual(expect.arrayContaining([HOOKS]));
    for (const path of [KEYS, HOOKS, `${KEYS}/new`]) expect((await viewer.get(path)).status).toBe(403);
    for (const path of ['rotate', 'revoke']) {
      expect((await submit(viewer, `${at}/${path}`, { grace: '0' })).status).toBe(403);
      expect((await submit(stranger, `${at}/${path}`, { grace: '0' })).status).toBe(404);
      expect((await stranger.get(`${at}/${path}`)).status).toBe(404);
    }
    expect(await shown(manager, KEYS)).toContain('In force');
  });
});
