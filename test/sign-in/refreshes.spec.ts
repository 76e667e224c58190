/** F27: a refresh token counts once; whoever uses it again, too late, ends the login for everybody. */
import { AccessEventsService } from '../../src/accounts/access-events.service.js';
import { DataKeyService } from '../../src/sealing/data-key.service.js';
import { LoginsService } from '../../src/sign-in/logins.service.js';
import { LogoutsService } from '../../src/sign-in/logouts.service.js';
import { RefreshesService } from '../../src/sign-in/refreshes.service.js';
import { AccessTokensService } from '../../src/tokens/access-tokens.service.js';
import { HoldersService } from '../../src/tokens/holders.service.js';
import { onEveryEngine, type Place } from '../persistence/engines.js';
import { anOperator, enterRooms, PASSWORD, type Rooms, someSecrets } from './rooms.js';

const NOW = new Date('2027-03-01T08:00:00.000Z');
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const DAY = 86_400;

onEveryEngine((freshPlace) => {
  let place: Place;
  let rooms: Rooms;
  beforeAll(async () => {
    place = await freshPlace();
    rooms = await enterRooms(place);
  });
  afterAll(async () => {
    await rooms.close();
    await place.drop();
  });

  const login = async () => rooms.get(LoginsService).login({ email: await anOperator(rooms), password: PASSWORD }, NOW);
  const refresh = async (token: string, now: Date = NOW) => rooms.get(RefreshesService).refresh(token, now);
  const nextOf = async (token: string, now: Date = NOW) => (await refresh(token, now))!.refreshToken;
  const isAlive = async (token: string, now: Date = NOW): Promise<boolean> => {
    const claims = await rooms.get(AccessTokensService).check(token, now);
    return (
      claims !== null &&
      (await rooms.get(HoldersService).find({ name: claims.sub, sessionId: claims.sid }, now)) !== null
    );
  };

  test('each refresh gives another token of both kinds, and the access tokens before go on until they expire', async () => {
    const first = await login();
    const second = (await refresh(first.refreshToken, after(60)))!;
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(await isAlive(first.token, after(899))).toBe(true);
    expect(await isAlive(first.token, after(900))).toBe(false);
    expect(await isAlive(second.token, after(959))).toBe(true);
  });

  test('a hundred refreshes of one token in the same instant get one and the same successor', async () => {
    const { refreshToken } = await login();
    const pairs = await Promise.all(Array.from({ length: 100 }, () => refresh(refreshToken)));
    expect(new Set(pairs.map((pair) => pair!.refreshToken)).size).toBe(1);
    const sessions = await rooms.database.reads.manager.query(
      'SELECT session_id, count(*) AS n FROM refresh_tokens WHERE replaced_at IS NULL GROUP BY session_id',
    );
    expect(sessions.filter(({ n }: { n: number | string }) => Number(n) !== 1)).toEqual([]);
    expect(await refresh(pairs[0]!.refreshToken)).not.toBeNull();
  });

  test('within ten seconds the token before may be repeated, and gets the same successor', async () => {
    const { refreshToken } = await login();
    const successor = await nextOf(refreshToken);
    expect(await nextOf(refreshToken, after(10))).toBe(successor);
    expect(await refresh(successor, after(11))).not.toBeNull();
  });

  test('later than that a repeat ends the login: the thief and the owner are both out, and it is recorded', async () => {
    const { refreshToken, token } = await login();
    const successor = (await refresh(refreshToken))!;
    expect(await refresh(refreshToken, after(10.001))).toBeNull();
    expect(await refresh(successor.refreshToken, after(11))).toBeNull();
    for (const one of [token, successor.token]) expect(await isAlive(one, after(11))).toBe(false);
    const [latest] = await rooms.get(AccessEventsService).list('community', 1);
    expect(latest).toMatchObject({ type: 'session.reuse_detected', actor: 'anonymous' });
  });

  test('within the ten seconds, too, once its successor has been used', async () => {
    const { refreshToken } = await login();
    const second = await nextOf(refreshToken);
    const third = await nextOf(second, after(1));
    expect(await refresh(refreshToken, after(2))).toBeNull();
    expect(await refresh(third, after(3))).toBeNull();
  });

  test('a login ends after thirty days, however often it was refreshed', async () => {
    let { refreshToken } = await login();
    for (const days of [7, 14, 21, 29]) refreshToken = await nextOf(refreshToken, after(days * DAY));
    const last = (await refresh(refreshToken, after(30 * DAY - 1)))!;
    expect(await isAlive(last.token, after(30 * DAY))).toBe(false);
    expect(await refresh(last.refreshToken, after(30 * DAY))).toBeNull();
  });

  test('a login that was ended by its refresh token is ended for its access token too; a second time changes nothing', async () => {
    const { refreshToken, token } = await login();
    for (let i = 0; i < 2; i += 1) await rooms.get(LogoutsService).logout({ refreshToken }, NOW);
    expect(await isAlive(token)).toBe(false);
    expect(await refresh(refreshToken)).toBeNull();
  });

  test.each(['', 'rt_', `rt_${'A'.repeat(43)}`, 'mt_x', "' OR 1=1 --"])(
    'what never was a token is refused: %j',
    async (token) => {
      expect(await refresh(token)).toBeNull();
    },
  );

  test('the tables hold neither token, nor what would open one without SECRET_KEY', async () => {
    const { refreshToken, token } = await login();
    const successor = await nextOf(refreshToken);
    const tables = ['sessions', 'refresh_tokens', 'access_events', 'operators'];
    const rows = await Promise.all(tables.map((table) => rooms.database.reads.manager.query(`SELECT * FROM ${table}`)));
    const text = JSON.stringify(rows);
    for (const secret of [refreshToken, successor, token, PASSWORD]) expect(text).not.toContain(secret);
  });

  test('past logins are let go when others begin', async () => {
    const count = async (table: string) =>
      Number((await rooms.database.reads.manager.query(`SELECT count(*) AS n FROM ${table}`))[0].n);
    const email = await anOperator(rooms);
    const later = after(40 * DAY);
    for (let i = 0; i < 5; i += 1) await rooms.get(LoginsService).login({ email, password: PASSWORD }, later);
    expect(await count('sessions')).toBe(5);
    expect(await count('refresh_tokens')).toBe(5);
  });
});

onEveryEngine((freshPlace) => {
  test('refreshing goes on through a rotation of SECRET_KEY, and after the former one is gone', async () => {
    const place = await freshPlace();
    const former = someSecrets();
    const started = await enterRooms(place, former);
    const first = await started.get(LoginsService).login({ email: await anOperator(started), password: PASSWORD }, NOW);
    const second = (await started.get(RefreshesService).refresh(first.refreshToken, NOW))!;
    await started.close();

    const changed = { ...former, secretKey: someSecrets().secretKey };
    await expect(enterRooms(place, changed)).rejects.toThrow(/^SECRET_KEY is not the one this database was used with/);

    const rotating = await enterRooms(place, { ...changed, secretKeyPrevious: former.secretKey });
    expect(await rotating.get(AccessTokensService).check(first.token, NOW)).not.toBeNull();
    // The same successor, sealed before the rotation.
    const repeated = (await rotating.get(RefreshesService).refresh(first.refreshToken, after(5)))!;
    expect(repeated.refreshToken).toBe(second.refreshToken);
    await rotating.get(DataKeyService).rewrap();
    await rotating.close();

    const rotated = await enterRooms(place, changed);
    expect(await rotated.get(AccessTokensService).check(first.token, NOW)).toBeNull();
    expect(await rotated.get(AccessTokensService).check(repeated.token, NOW)).not.toBeNull();
    expect(await rotated.get(RefreshesService).refresh(second.refreshToken, after(6))).not.toBeNull();
    await rotated.close();
    await place.drop();
  });
});
