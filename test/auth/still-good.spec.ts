/** What lasts longer than a request asks again: whoever lost the credential meanwhile is let in no more. */
import type { FastifyRequest } from 'fastify';
import { EVERYTHING } from '../../src/accounts/scopes.js';
import { ApiKeysService, type MadeKey } from '../../src/api-keys/api-keys.service.js';
import { KeyProofsService } from '../../src/api-keys/key-proofs.service.js';
import { SignedRequestsService } from '../../src/api-keys/signed-requests.service.js';
import { BearersService } from '../../src/auth/bearers.service.js';
import type { Caller } from '../../src/auth/caller.js';
import { CredentialsService } from '../../src/auth/credentials.service.js';
import { ManageTokensService } from '../../src/auth/manage-tokens.service.js';
import { commandLine } from '../../src/cli/workbench.js';
import { readEnv } from '../../src/config/env.js';
import { OutsideTokensService } from '../../src/outside-subjects/outside-tokens.service.js';
import { LoginsService } from '../../src/sign-in/logins.service.js';
import { LogoutsService } from '../../src/sign-in/logouts.service.js';
import { AccessTokensService } from '../../src/tokens/access-tokens.service.js';
import { HoldersService } from '../../src/tokens/holders.service.js';
import { freshSqlite, type Place } from '../persistence/engines.js';
import { anOperator, enterRooms, PASSWORD, type Rooms } from '../sign-in/rooms.js';
import { signedHeaders } from '../signing.js';

const HOUR_MS = 3_600_000;
const ADMIN = commandLine('community');
const URL_PATH = '/api/v1/events';

let place: Place;
let rooms: Rooms;
let credentials: CredentialsService;
beforeAll(async () => {
  place = await freshSqlite();
  const env = { AUTH: 'api-key,jwt,signature', API_KEY: 'ndy_dev_static' };
  rooms = await enterRooms(place, undefined, env);
  const keys = rooms.get(KeyProofsService, { strict: false });
  const [tokens, holders] = [
    rooms.get(AccessTokensService, { strict: false }),
    rooms.get(HoldersService, { strict: false }),
  ];
  const bearers = new BearersService(tokens, holders, keys, rooms.get(OutsideTokensService, { strict: false }));
  const signed = rooms.get(SignedRequestsService, { strict: false });
  credentials = new CredentialsService(
    readEnv(env),
    new ManageTokensService(rooms.database.reads),
    bearers,
    keys,
    signed,
  );
}, 30_000);
afterAll(async () => {
  await rooms.close();
  await place.drop();
});

const requestWith = (headers: Record<string, string>): FastifyRequest => {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const about = { method: 'GET', host: 'ndiyo.test', url: URL_PATH, ip: '127.0.0.1', query: {} };
  return { ...about, headers: lower, raw: { rawHeaders: Object.entries(headers).flat() } } as unknown as FastifyRequest;
};
const aKey = (): Promise<MadeKey> => {
  const wish = {
    name: 'a reader',
    accountId: 'community',
    isAdmin: false,
    scopes: [...EVERYTHING],
    expiresInMs: HOUR_MS,
  };
  return rooms.get(ApiKeysService).create(ADMIN, { ...wish, allowedIps: null }, new Date());
};
const later = (ms: number) => new Date(Date.now() + ms);

async function comes(request: FastifyRequest): Promise<Caller> {
  const caller = await credentials.findCaller(request);
  expect(await credentials.isStillGood(request, caller!, new Date())).toBe(true);
  return caller!;
}

test('a key, sent whole or signing, is good until it expires or is revoked', async () => {
  const { key, signingSecret, row } = await aKey();
  const whole = requestWith({ 'X-API-Key': key });
  const signer = { keyId: key.split('_').slice(0, 3).join('_'), signingSecret };
  const signed = requestWith(signedHeaders(signer, { method: 'GET', path: URL_PATH, url: 'http://ndiyo.test' }));
  const callers = [await comes(whole), await comes(signed)];
  for (const [i, request] of [whole, signed].entries()) {
    expect(await credentials.isStillGood(request, callers[i]!, later(HOUR_MS + 1_000))).toBe(false);
  }
  await rooms.get(ApiKeysService).revoke(ADMIN, row.id, new Date());
  for (const [i, request] of [whole, signed].entries()) {
    expect(await credentials.isStillGood(request, callers[i]!, new Date())).toBe(false);
  }
});

test('a token is good until it expires, or its holder signs out', async () => {
  const email = await anOperator(rooms);
  const { token, refreshToken } = await rooms.get(LoginsService).login({ email, password: PASSWORD }, new Date());
  const request = requestWith({ Authorization: `Bearer ${token}` });
  const caller = await comes(request);
  const refusal = { kind: 'unauthorized' };
  await expect(credentials.isStillGood(request, caller, later(16 * 60_000))).rejects.toMatchObject(refusal);
  await rooms.get(LogoutsService).logout({ refreshToken }, new Date());
  await expect(credentials.isStillGood(request, caller, new Date())).rejects.toMatchObject(refusal);
});

test('whoever may do less than before must come again', async () => {
  const email = await anOperator(rooms, { role: 'manager' });
  const { token } = await rooms.get(LoginsService).login({ email, password: PASSWORD }, new Date());
  const request = requestWith({ Authorization: `Bearer ${token}` });
  const caller = await comes(request);
  for (const changed of [{ isAdmin: true }, { accountId: 'other' }]) {
    expect(await credentials.isStillGood(request, { ...caller, ...changed }, new Date())).toBe(false);
  }
});

test('the one static key, and anybody where nobody is asked, have nothing to lose', async () => {
  await comes(requestWith({ 'X-API-Key': 'ndy_dev_static' }));
});
