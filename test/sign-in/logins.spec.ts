/** Who gets in, who is kept out, and for how long. */

import { AccessEventsService } from '../../src/accounts/access-events.service.js';
import { OperatorsService } from '../../src/operators/operators.service.js';
import { LoginsService } from '../../src/sign-in/logins.service.js';
import { OperatorChangesService } from '../../src/sign-in/operator-changes.service.js';
import { AccessTokensService } from '../../src/tokens/access-tokens.service.js';
import { onEveryEngine, type Place } from '../persistence/engines.js';
import { anOperator, enterRooms, PASSWORD, type Rooms } from './rooms.js';

const MINUTE = 60_000;
const NOW = new Date('2027-03-01T08:00:00.000Z');
const after = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE);

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

  const login = (email: string, password = PASSWORD, now = NOW) =>
    rooms.get(LoginsService).login({ email, password }, now);
  /** What a try came to: a token, or the kind of the refusal. */
  const tryOf = (email: string, password?: string, now?: Date): Promise<string> =>
    login(email, password, now).then(
      () => 'in',
      (error) => error.kind,
    );
  const eventsOf = async (email: string) => {
    const { id } = (await rooms.get(OperatorsService).findByEmail(email))!;
    const events = await rooms.get(AccessEventsService).list('community', 1_000);
    return events.filter(({ subject }) => subject === `operator ${id}`).map(({ type }) => type);
  };

  test('the right password gives an access token with what the role allows, and a refresh token', async () => {
    const email = await anOperator(rooms, { role: 'viewer' });
    const { token, refreshToken, expiresIn } = await login(email);
    expect(expiresIn).toBe(15 * 60);
    expect(refreshToken).toMatch(/^rt_[\w-]{43}$/);
    expect(await rooms.get(AccessTokensService).check(token, NOW)).toMatchObject({
      ...{ iss: 'https://ndiyo.test', aud: 'https://ndiyo.test', account: 'community' },
      scope: 'contracts:read messages:read audit:read',
    });
    expect(await eventsOf(email)).toEqual(['operator.signed_in', 'operator.created']);
  });

  test('the email is the same in capitals and with spaces around it; the password is not', async () => {
    const email = await anOperator(rooms);
    expect(await tryOf(` ${email.toUpperCase()} `)).toBe('in');
    expect(await tryOf(email, PASSWORD.toUpperCase())).toBe('sign-in-refused');
  });

  test('a stranger is refused in the same words as a wrong password', async () => {
    const email = await anOperator(rooms);
    const refusal = (who: string) =>
      login(who, 'not the password').catch(({ kind, detail, extras }) => ({ kind, detail, extras }));
    expect(await refusal('nobody@example.com')).toEqual(await refusal(email));
  });

  test('after five wrong tries the right password does not count either, until fifteen quiet minutes have passed', async () => {
    const email = await anOperator(rooms);
    for (let i = 0; i < 5; i += 1) expect(await tryOf(email, 'wrong', after(i * 3))).toBe('sign-in-refused');
    expect(await tryOf(email, PASSWORD, after(13))).toBe('sign-in-refused');
    expect(await tryOf(email, PASSWORD, after(26.9))).toBe('sign-in-refused');
    expect(await tryOf(email, PASSWORD, after(27.1))).toBe('in');
    expect(await eventsOf(email)).toEqual(['operator.signed_in', 'operator.locked', 'operator.created']);
  });

  test('a right password forgets the wrong ones before it', async () => {
    const email = await anOperator(rooms);
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 4; i += 1) await tryOf(email, 'wrong');
      expect(await tryOf(email)).toBe('in');
    }
  });

  test('of forty wrong tries in the same instant five are judged; of twenty right ones all are let in', async () => {
    const email = await anOperator(rooms);
    const wrong = Array.from({ length: 40 }, () => tryOf(email, 'wrong'));
    expect(new Set(await Promise.all(wrong))).toEqual(new Set(['sign-in-refused']));
    expect((await rooms.get(OperatorsService).findByEmail(email))!.failures).toBe(5);
    expect(await tryOf(email)).toBe('sign-in-refused');
    const other = await anOperator(rooms);
    const right = Array.from({ length: 20 }, () => tryOf(other));
    expect(new Set(await Promise.all(right))).toEqual(new Set(['in']));
  });

  test('whoever is disabled is refused like a stranger; enabled, its former tokens stay ended', async () => {
    const email = await anOperator(rooms);
    const operator = (await rooms.get(OperatorsService).findByEmail(email))!;
    await rooms.get(OperatorChangesService).disable(operator, NOW);
    expect(await tryOf(email)).toBe('sign-in-refused');
    await rooms.get(OperatorChangesService).enable(operator, NOW);
    expect(await tryOf(email)).toBe('in');
  });

  test('an operator that was unlocked by command may try at once', async () => {
    const email = await anOperator(rooms);
    for (let i = 0; i < 5; i += 1) await tryOf(email, 'wrong');
    await rooms.get(OperatorChangesService).unlock((await rooms.get(OperatorsService).findByEmail(email))!, NOW);
    expect(await tryOf(email)).toBe('in');
  });
});
