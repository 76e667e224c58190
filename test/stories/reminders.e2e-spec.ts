/** Six hours pass for two that were asked. They are made to pass in the database, between two lives of the service. */
import { type App, startApp } from '../start-app.js';
import { change, rows } from '../story-database.js';
import { until } from '../until.js';
import {
  type Agreement,
  asIssuer,
  messagesOf,
  outcomes,
  propose,
  read,
  sayYes,
  statuses,
  untilTold,
} from './agreement.js';

let app: App;
let both: Agreement;
let half: Agreement;

const HOUR_MS = 3_600_000;
/** `21:00` in Nairobi, so many hours from now. */
const hourFrom = (hours: number) =>
  new Date(Date.now() + hours * HOUR_MS).toLocaleTimeString('en-GB', {
    ...{ timeZone: 'Africa/Nairobi', hour: '2-digit', minute: '2-digit' },
  });

beforeAll(async () => {
  const env = { QUIET_HOURS: `${hourFrom(11)}-${hourFrom(13)}`, REMINDERS: '6h' };
  app = await startApp({ env });
  both = await propose(app);
  half = await propose(app);
  await sayYes(app, half.seller);
  await app.close({ keepData: true });
  const asked = new Date(Date.now() - 6 * HOUR_MS).toISOString();
  change(
    app.dataDir,
    ['UPDATE messages SET created_at = ?, sent_at = ?', asked, asked],
    ['UPDATE parties SET asked_at = ?', asked],
    ['UPDATE parties SET remind_at = ? WHERE remind_at IS NOT NULL', new Date().toISOString()],
  );
  app = await startApp({ dataDir: app.dataDir, env });
  await untilTold(app, both.seller, /reminder/);
});
afterAll(() => app.close());

test('who has not answered gets the same question again, with the same code; who has gets nothing', async () => {
  const [invitation, reminder, ...more] = await untilTold(app, half.buyer, /reminder/);
  expect(reminder).toBe(invitation!.replace('Ndiyo:', 'Ndiyo, reminder:'));
  expect(more).toEqual([]);
  expect(await app.phones.texts(half.seller)).toHaveLength(1);
});

test('the contract shows the reminder among its texts, and where it is', async () => {
  const reminders = await until(
    () => messagesOf(app, half.id, 'reminder'),
    ([one]) => one?.status === 'delivered',
  );
  expect(reminders).toMatchObject([{ party_id: 'p2', text: expect.stringContaining('YES-••••••') }]);
  expect((await read(app, half.id)).parties.map(({ delivery }) => delivery)).toEqual([expect.any(String), 'delivered']);
  expect(rows(app.dataDir, 'SELECT 1 FROM parties WHERE remind_at IS NOT NULL')).toEqual([]);
});

test('a bare word answers a reminder as it does an invitation, and the receipt holds both texts', async () => {
  await app.phones.reply(both.seller, 'yes');
  await app.phones.reply(both.buyer, `YES-${await app.phones.code(both.buyer)}`);
  expect(await outcomes(app, both.id)).toEqual(['yes', 'yes']);
  expect(await statuses(app, both.id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
  const { body } = await asIssuer(app, both).get(`${both.path}/receipt`);
  expect(body.decisions.map((one: { texts_shown: string[] }) => one.texts_shown)).toEqual(
    Array(2).fill([expect.stringMatching(/^Ndiyo: /), expect.stringMatching(/^Ndiyo, reminder: /)]),
  );
});
