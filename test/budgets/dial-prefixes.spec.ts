/** Dial prefixes: how many texts may go there, and when nobody is asked there any more. */
import { onEveryEngine } from '../persistence/engines.js';
import { ACCOUNTS, ago, HOUR_MS, NOW, setStage, wentOf } from './limits-stage.js';

onEveryEngine((freshPlace) => {
  const { rooms, withLimits, send, sendAll, events } = setStage(freshPlace);

  describe('dial prefixes', () => {
    const minutes = () =>
      rooms.database.reads.sql<{ minute: string }>`SELECT minute FROM prefix_traffic ORDER BY minute`;
    const to = '+254712345678';

    test('hold exactly so many texts within 24 hours, at whatever instant they meet', async () => {
      withLimits({ SMS_PER_PREFIX: '9' });
      expect(wentOf(await sendAll(Array.from({ length: 40 }, () => ({}))))).toBe(9);
      expect(await send({ to: '+254722345678' })).toBeNull();
      expect(await send({ kind: 'stopped' })).toBeNull();
    });

    test('are free again a day and a minute later, one for one', async () => {
      withLimits({ SMS_PER_PREFIX: '2' });
      expect(await send({ to, now: ago(24 * HOUR_MS) })).toBeNull();
      expect(await send({ to, now: ago(HOUR_MS) })).toBeNull();
      expect(await send({ to, now: NOW })).toBe('prefix-limit');
      expect(await send({ to, now: ago(-60_000) })).toBeNull();
      expect(await send({ to, now: ago(-60_000) })).toBe('prefix-limit');
    });

    test('take nothing from the budget when they are full, nor does a spent budget count as a text', async () => {
      withLimits({ SMS_PER_PREFIX: '1', SMS_BUDGET: '2' });
      expect([await send({ to }), await send({ to }), await send({ to })]).toEqual([
        null,
        'prefix-limit',
        'prefix-limit',
      ]);
      expect([await send({ to: '+254722345678' }), await send({ to: '+254733345678' })]).toEqual([
        null,
        'budget-spent',
      ]);
      withLimits({ SMS_PER_PREFIX: '2', SMS_BUDGET: '1' });
      expect([await send({ to }), await send({ to })]).toEqual(['budget-spent', 'budget-spent']);
    });

    test('forget after a week, and nothing is counted where nothing is limited', async () => {
      withLimits({});
      await send({ to, now: ago(9 * 24 * HOUR_MS) });
      expect(await minutes()).toEqual([]);
      withLimits({ SMS_UNANSWERED_LIMIT: '100' });
      for (const days of [9, 8, 6]) await send({ to, now: ago(days * 24 * HOUR_MS) });
      await send({ to });
      expect(await minutes()).toEqual([{ minute: '2026-11-16T12:00' }, { minute: '2026-11-22T12:00' }]);
    });
  });

  describe('a prefix that nobody answers from', () => {
    const to = '+254712345678';
    const asks = (now = NOW) => send({ to, kind: 'invitation', now });
    const hear = (phone: string, at: Date) => rooms.database.transactions.run((tx) => rooms.limits.hear(tx, phone, at));

    beforeEach(() => withLimits({ SMS_UNANSWERED_LIMIT: '3' }));

    test('is paused by so many texts, once each is over an hour old, and said so once', async () => {
      for (const minute of [63, 62, 60]) expect(await asks(ago(minute * 60_000))).toBeNull();
      expect(await asks(NOW)).toBeNull(); // the third is not over an hour old
      expect(await asks(ago(-60_000))).toBe('prefix-paused');
      expect(await asks(ago(-120_000))).toBe('prefix-paused');
      expect(await rooms.pauses.list()).toEqual([
        { prefix: '+254712', account_id: 'amina', reason: 'unanswered', since: '2026-11-22T12:01:00.000Z' },
      ]);
      expect(await events()).toEqual([
        { account: 'amina', type: 'prefix.paused', prefix: '+254712', reason: 'unanswered' },
      ]);
    });

    test('is not asked; how something ended, and answers, still go there', async () => {
      for (const _ of [1, 2, 3]) await asks(ago(2 * HOUR_MS));
      const kinds = ['invitation', 'reminder', 'one_time_code', 'confirmed', 'terms', 'help', 'stopped'];
      const [one, two, three, ...others] = await sendAll(kinds.map((kind) => ({ to, kind })));
      expect([one, two, three]).toEqual(Array(3).fill('prefix-paused'));
      expect(others).toEqual(Array(4).fill(null));
      expect(await send({ to: '+254722345678', kind: 'invitation' })).toBeNull();
    });

    test.each([
      ['older than a week', 7 * 24 * HOUR_MS + 60_000, 0],
      ['before the last text from there', 3 * HOUR_MS, 2 * HOUR_MS],
    ])('is not judged by texts %s', async (_name, sentAgo, heardAgo) => {
      for (const _ of [1, 2, 3, 4]) expect(await asks(ago(sentAgo))).toBeNull();
      if (heardAgo > 0) await hear('+254712000001', ago(heardAgo));
      expect(await asks()).toBeNull();
    });

    test('is asked again when a text comes from any number of it, and counted anew', async () => {
      for (const _ of [1, 2, 3]) await asks(ago(2 * HOUR_MS));
      expect(await asks()).toBe('prefix-paused');
      await hear('+254722345678', NOW);
      expect(await asks()).toBe('prefix-paused');
      await hear('+254712999999', NOW);
      expect([await asks(), await rooms.pauses.list()]).toEqual([null, []]);
      expect((await events()).map(({ type, reason }) => [type, reason])).toEqual([
        ['prefix.paused', 'unanswered'],
        ['prefix.resumed', 'answered'],
      ]);
      for (const _ of [1, 2]) await asks(ago(-60_000));
      expect(await asks(ago(-2 * HOUR_MS))).toBeNull(); // two since, and one in the minute of the answer
      await asks(ago(-60_000));
      expect(await asks(ago(-2 * HOUR_MS))).toBe('prefix-paused');
    });

    test('is paused once, by however many find it out at once', async () => {
      for (const _ of [1, 2, 3]) await asks(ago(2 * HOUR_MS));
      const wishes = Array.from({ length: 12 }, (_, i) => ({ to, kind: 'invitation', accountId: ACCOUNTS[i % 3]! }));
      expect(new Set(await sendAll(wishes))).toEqual(new Set(['prefix-paused']));
      expect([(await rooms.pauses.list()).length, (await events()).length]).toEqual([1, 1]);
    });
  });
});
