/** What the one who created a contract may do, and nobody else. */
import type { Contract } from '../../src/client/client.js';
import { type App, startApp } from '../start-app.js';
import {
  asIssuer,
  eventsOf,
  eventTypes,
  issuerOf,
  messagesOf,
  propose,
  proposeAndConfirm,
  read,
  refusal,
  sayYes,
  statuses,
  untilAsked,
  untilTold,
} from './agreement.js';
import { textsFor, untilQuiet } from './database.js';

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe('the manage_token', () => {
  test.each(['cancel', 'activate', 'complete', 'dispute', 'resend'])('is needed to %s', async (move) => {
    const { id, path } = await propose(app);
    const { status, headers } = await app.http.post(`${path}/${move}`, {});
    expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer')]);
    expect(await eventTypes(app, id)).toEqual(['contract.created']);
  });

  test('is needed to change terms or status', async () => {
    const { id, path } = await propose(app);
    const changes = [{ status: 'cancelled' }, { terms: { product: 'Beans' } }];
    for (const body of changes) expect((await app.http.put(path, body)).status).toBe(401);
    expect(await read(app, id)).toMatchObject({ status: 'pending', version: 1, terms: { product: 'Maize' } });
  });

  test('shows numbers unmasked, and only to its bearer', async () => {
    const agreement = await propose(app);
    const numbersIn = ({ parties }: Contract) => parties.map((one) => one.phone_number);
    const { contracts } = issuerOf(app, agreement);
    expect(numbersIn(await contracts.get(agreement.id))).toEqual([agreement.seller, agreement.buyer]);
    expect(numbersIn(await read(app, agreement.id))).toEqual([agreement.seller, agreement.buyer].map(masked));
    for (const part of ['', '/status', '/messages', '/events']) {
      const { text } = await app.http.get(`${agreement.path}${part}`);
      expect(text).not.toContain(agreement.seller.slice(4));
    }
    const { messages } = await contracts.messages(agreement.id);
    expect(messages[0]?.phone_number).toBe(agreement.seller);
  });

  test('of another contract opens nothing: 404', async () => {
    const [mine, other] = [await propose(app), await propose(app)];
    for (const part of ['', '/status', '/document', '/events', '/messages', '/receipt']) {
      expect((await asIssuer(app, mine).get(`${other.path}${part}`)).status).toBe(404);
    }
    for (const move of ['cancel', 'resend']) {
      expect((await asIssuer(app, mine).post(`${other.path}/${move}`, {})).status).toBe(404);
    }
    expect((await asIssuer(app, mine).put(other.path, { status: 'cancelled' })).status).toBe(404);
    expect(await statuses(app, other.id)).toEqual(['pending', 'pending', 'pending']);
  });

  test('that is made up is 401, not the rights of nobody in particular', async () => {
    const agreement = await propose(app);
    const { status } = await asIssuer(app, { ...agreement, token: `mt_${'A'.repeat(43)}` }).get(agreement.path);
    expect(status).toBe(401);
  });
});

describe('cancelling', () => {
  test('a pending contract tells the parties, and later answers change nothing', async () => {
    const agreement = await propose(app);
    const { status } = await issuerOf(app, agreement).contracts.cancel(agreement.id, { reason: 'rain' });
    expect(status).toBe('cancelled');
    await untilTold(app, agreement.seller, /was cancelled\. You need not reply/);
    await sayYes(app, agreement.seller, agreement.buyer);
    expect(await statuses(app, agreement.id)).toEqual(['cancelled', 'pending', 'pending']);
    const last = (await eventsOf(app, agreement.id)).at(-1);
    expect(last).toMatchObject({ type: 'contract.cancelled', data: { version: 1, reason: 'rain' } });
    expect((await refusal(app.client.contracts.receipt(agreement.id))).status).toBe(409);
  });
});

describe('the state machine', () => {
  const all = ['cancel', 'activate', 'complete', 'dispute'] as const;
  type Move = (typeof all)[number];
  const moves: [from: string, steps: ('confirm' | Move)[], allowed: Move[]][] = [
    ['pending', [], ['cancel']],
    ['confirmed', ['confirm'], ['activate', 'dispute']],
    ['active', ['confirm', 'activate'], ['complete', 'dispute']],
    ['disputed', ['confirm', 'dispute'], ['cancel', 'activate', 'complete']],
    ['completed', ['confirm', 'activate', 'complete'], []],
    ['cancelled', ['cancel'], []],
  ];

  test.each(moves)(
    'a contract that is %s refuses other moves and names those it allows',
    async (from, steps, allowed) => {
      const agreement = steps[0] === 'confirm' ? await proposeAndConfirm(app) : await propose(app);
      const { contracts } = issuerOf(app, agreement);
      for (const step of steps.filter((one) => one !== 'confirm')) await contracts[step](agreement.id);
      const before = await eventTypes(app, agreement.id);
      for (const move of all.filter((one) => !allowed.includes(one))) {
        const { status, members } = await refusal(contracts[move](agreement.id));
        expect([move, status, members]).toEqual([move, 409, { current_status: from, allowed_moves: allowed }]);
      }
      expect((await read(app, agreement.id)).status).toBe(from);
      expect(await eventTypes(app, agreement.id)).toEqual(before);
    },
  );

  test('goes all the way, with a dispute in between', async () => {
    const agreement = await proposeAndConfirm(app);
    const { contracts } = issuerOf(app, agreement);
    for (const [move, status] of [
      ['activate', 'active'],
      ['dispute', 'disputed'],
      ['activate', 'active'],
      ['complete', 'completed'],
    ] as const) {
      expect((await contracts[move](agreement.id)).status).toBe(status);
    }
    expect((await read(app, agreement.id)).completed_at).toMatch(/Z$/);
    const types = (await eventTypes(app, agreement.id)).slice(4);
    expect(types).toEqual(['contract.activated', 'contract.disputed', 'contract.activated', 'contract.completed']);
  });
});

describe('PUT', () => {
  test('with a status makes the same moves', async () => {
    const agreement = await proposeAndConfirm(app);
    const { contracts } = issuerOf(app, agreement);
    for (const status of ['active', 'disputed', 'cancelled'] as const) {
      expect((await contracts.update(agreement.id, { status })).status).toBe(status);
    }
    const { status, members } = await refusal(contracts.update(agreement.id, { status: 'active' }));
    expect([status, members]).toEqual([409, { current_status: 'cancelled', allowed_moves: [] }]);
  });

  test.each(['confirmed', 'declined', 'expired', 'pending'])('cannot say %s in the parties’ place', async (wanted) => {
    const agreement = await propose(app);
    const { status, body } = await asIssuer(app, agreement).put(agreement.path, { status: wanted });
    expect([status, body.current_status, body.allowed_moves]).toEqual([409, 'pending', ['cancel']]);
    expect(await statuses(app, agreement.id)).toEqual(['pending', 'pending', 'pending']);
  });

  test.each([{}, { status: 'active', terms: { product: 'Beans' } }, { status: 'sold' }, { price: '1' }])(
    'with %j is 422',
    async (body) => {
      const agreement = await propose(app);
      expect((await asIssuer(app, agreement).put(agreement.path, body)).status).toBe(422);
    },
  );
});

describe('resend', () => {
  test('asks again whoever has not answered, with the same code', async () => {
    const agreement = await propose(app);
    await sayYes(app, agreement.seller);
    const code = await app.phones.code(agreement.buyer);
    const answer = await issuerOf(app, agreement).contracts.resend(agreement.id);
    expect(answer).toEqual({ contract_id: agreement.id, asked: ['p2'], estimated_segments: 1 });
    expect(await app.phones.code(agreement.buyer, 2)).toBe(code);
    await untilQuiet(app);
    expect(textsFor(app, agreement.seller)).toEqual(['invitation']);
    await sayYes(app, agreement.buyer);
    expect((await read(app, agreement.id)).status).toBe('confirmed');
  });

  test('asks one party when one is named, and nobody when it names none of them', async () => {
    const agreement = await propose(app);
    const { contracts } = issuerOf(app, agreement);
    expect((await contracts.resend(agreement.id, { party_id: 'p1' })).asked).toEqual(['p1']);
    expect((await refusal(contracts.resend(agreement.id, { party_id: 'p9' }))).status).toBe(422);
    await untilAsked(app, agreement.id);
    const asked = (await messagesOf(app, agreement.id, 'invitation')).map((message) => message.party_id);
    expect(asked.sort()).toEqual(['p1', 'p1', 'p2']);
  });

  test('is 409 once the contract is decided', async () => {
    const agreement = await proposeAndConfirm(app);
    const { status, members } = await refusal(issuerOf(app, agreement).contracts.resend(agreement.id));
    expect([status, members.current_status]).toEqual([409, 'confirmed']);
  });
});

const masked = (phone: string) => `${phone.slice(0, 5)}•••••${phone.slice(-3)}`;
