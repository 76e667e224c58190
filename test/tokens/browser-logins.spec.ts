/** A login in a browser ends half an hour after somebody was last there, twelve hours after it began, or at once. */

import { OperatorsService } from '../../src/operators/operators.service.js';
import { LoginsService } from '../../src/sign-in/logins.service.js';
import { LogoutsService } from '../../src/sign-in/logouts.service.js';
import { OperatorChangesService } from '../../src/sign-in/operator-changes.service.js';
import { RefreshesService } from '../../src/sign-in/refreshes.service.js';
import { SessionsService } from '../../src/tokens/sessions.service.js';
import { onEveryEngine, type Place } from '../persistence/engines.js';
import { anOperator, enterRooms, PASSWORD, type Rooms } from '../sign-in/rooms.js';

const NOW = new Date('2027-03-01T08:00:00.000Z');
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

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

  const signIn = (email: string) => rooms.get(LoginsService).loginInBrowser({ email, password: PASSWORD }, NOW);
  const login = async () => signIn(await anOperator(rooms));
  const find = (token: string, seconds: number, isThere = true) =>
    rooms.get(SessionsService).findInBrowser(token, isThere, after(seconds));
  const isGood = async (token: string, seconds: number, isThere = true) =>
    (await find(token, seconds, isThere)) !== null;

  test('half an hour without anybody there ends it, to the second', async () => {
    const token = await login();
    expect(await isGood(token, 30 * MINUTE - 1, false)).toBe(true);
    expect(await isGood(token, 30 * MINUTE)).toBe(false);
    expect(await isGood(token, 30 * MINUTE + 1)).toBe(false); // the late look did not wake it
  });

  test('each look of somebody who is there begins the half hour anew; a page that renews itself does not', async () => {
    const [used, left] = [await login(), await login()];
    for (let at = 20 * MINUTE; at <= 2 * HOUR; at += 20 * MINUTE) {
      expect(await isGood(used, at)).toBe(true);
      expect(await isGood(left, at, false)).toBe(at < 30 * MINUTE);
    }
    expect(await isGood(used, 2 * HOUR + 30 * MINUTE - 1)).toBe(true);
  });

  test('within a minute of the last look nothing is written', async () => {
    const token = await login();
    const seenAt = async () => {
      const { id } = (await find(token, 0, false))!;
      const [row] = await rooms.database.reads.sql<{ seen_at: string }>`SELECT seen_at FROM sessions WHERE id = ${id}`;
      return row!.seen_at;
    };
    expect(await isGood(token, MINUTE)).toBe(true);
    expect(await seenAt()).toBe(NOW.toISOString());
    expect(await isGood(token, MINUTE + 1)).toBe(true);
    expect(await seenAt()).toBe(after(MINUTE + 1).toISOString());
  });

  test('twelve hours after it began it ends, however busy somebody is', async () => {
    const token = await login();
    for (let at = 20 * MINUTE; at < 12 * HOUR; at += 20 * MINUTE) expect(await isGood(token, at)).toBe(true);
    expect(await isGood(token, 12 * HOUR - 1)).toBe(true);
    expect(await isGood(token, 12 * HOUR)).toBe(false);
  });

  test('signing out ends it, and elsewhere ends all but the one it is done from', async () => {
    const email = await anOperator(rooms);
    const [here, there, gone] = [await signIn(email), await signIn(email), await signIn(email)];
    const stranger = await login();
    await rooms.get(LogoutsService).logout((await find(gone, 1))!, after(1));
    expect(await Promise.all([here, there, gone].map((token) => isGood(token, 2)))).toEqual([true, true, false]);
    await rooms.get(LogoutsService).logoutElsewhere((await find(here, 2))!, after(2));
    expect(await Promise.all([here, there, stranger].map((token) => isGood(token, 3)))).toEqual([true, false, true]);
  });

  test('an operator who is disabled is out of every browser', async () => {
    const email = await anOperator(rooms);
    const token = await signIn(email);
    const operator = (await rooms.get(OperatorsService).findByEmail(email))!;
    await rooms.get(OperatorChangesService).disable(operator, after(1));
    expect(await isGood(token, 2)).toBe(false);
  });

  test('a browser’s token is exchanged for nothing, and a refresh token opens no page', async () => {
    const email = await anOperator(rooms);
    const token = await signIn(email);
    expect(await rooms.get(RefreshesService).refresh(token, after(1))).toBeNull();
    expect(await isGood(token, 2)).toBe(true); // and was not taken for a stolen one
    const pair = await rooms.get(LoginsService).login({ email, password: PASSWORD }, NOW);
    for (const other of [pair.refreshToken, pair.token, '', 'bt_', `bt_${'A'.repeat(43)}`]) {
      expect(await isGood(other, 2)).toBe(false);
    }
  });
});
