import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { loadEnv, readEnv } from '../../src/config/env.js';
import { CARRIER, faultsOf, namesOf, PEM, PRODUCTION } from './configurations.js';

const folder = mkdtempSync(join(tmpdir(), 'ndiyo-config-'));
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('defaults', () => {
  test('nothing set is a development service on loopback with the simulator', () => {
    expect(readEnv({})).toMatchObject({
      environment: 'development',
      host: '127.0.0.1',
      port: 3000,
      dataDir: './data',
      database: { kind: 'sqlite', path: 'data/ndiyo.sqlite' },
      gateway: 'simulator',
      auth: { schemes: ['none'], apiKey: null, apiKeyInQuery: false, accessTokenMinutes: 15, outsideIssuer: null },
      secretKey: null,
      signaturePrivateKey: null,
      issuer: null,
      webhook: { secret: null, previousSecret: null, requireTimestamp: false, baseUrl: null },
      confirmation: { code: 'off', replyRequiresCode: false, contractExpiresIn: '24h', keyword: null },
      defaults: { region: 'KE', language: 'en' },
      africasTalking: null,
      cors: { origins: ['http://localhost:3000'], credentials: false },
      trustProxy: null,
      redisUrl: null,
      throttle: { create: 600, confirm: 600, code: 600, login: 60, search: 6_000, others: 6_000 },
      docs: true,
      log: { level: 'info' },
    });
  });

  test('testing adds its own origin', () => {
    expect(readEnv({ ENVIRONMENT: 'testing' }).cors.origins).toEqual(['http://localhost:3000', 'http://test.local']);
  });

  test('production listens everywhere, shows no docs, asks for codes and knows no origin', () => {
    const env = readEnv(PRODUCTION);
    expect(env).toMatchObject({
      host: '0.0.0.0',
      docs: false,
      cors: { origins: [] },
      confirmation: { code: 'required' },
      throttle: { create: 10, confirm: 10, code: 10, login: 5, search: 300, others: 300 },
    });
    expect(env.metrics).toEqual({ port: null, host: '127.0.0.1' });
    expect(env.africasTalking).toMatchObject({ username: 'ndiyo', senderId: '20880', baseUrl: null });
    expect(env.warnings).toEqual([]);
  });

  test('an API key alone turns the api-key scheme on', () => {
    expect(readEnv({ API_KEY: 'k' }).auth.schemes).toEqual(['api-key']);
  });

  test('an empty variable counts as unset, and unknown variables do not matter', () => {
    expect(readEnv({ PORT: '', AUTH: '', NO_SUCH_NAME: 'x' }).port).toBe(3000);
  });

  test('a real carrier is allowed in development once everything is said', () => {
    const said = { ENVIRONMENT: 'development', AUTH: 'none', WEBHOOK_SECRET: 's', CONFIRM_CODE: 'off' };
    expect(readEnv({ ...CARRIER, ...said }).gateway).toBe('africastalking');
  });
});

describe('values', () => {
  test.each([
    [{ DATABASE_URL: 'sqlite:/var/x.db' }, { database: { kind: 'sqlite', path: '/var/x.db' } }],
    [{ DATABASE_URL: 'sqlite:x.db' }, { database: { kind: 'sqlite', path: 'x.db' } }],
    [{ DATABASE_URL: 'sqlite:///var/x.db' }, { database: { kind: 'sqlite', path: '/var/x.db' } }],
    [{ DATABASE_URL: 'postgres://u:p@h/d' }, { database: { kind: 'postgres', url: 'postgres://u:p@h/d' } }],
    [{ DATABASE_URL: 'postgres://h/d', DATABASE_CONNECTIONS: '25' }, { database: { connections: 25 } }],
    [{ DATABASE_URL: 'postgres://h/d' }, { database: { connections: 10 }, stopDelayMs: 0 }],
    [PRODUCTION, { stopDelayMs: 0 }],
    [{ ...PRODUCTION, DATABASE_URL: 'postgres://h/d' }, { stopDelayMs: 3_000 }],
    [{ ...PRODUCTION, STOP_DELAY: '15' }, { stopDelayMs: 15_000 }],
    [{ TRUST_PROXY: '2' }, { trustProxy: 2 }],
    [{ THROTTLE_LOGIN: '3', THROTTLE_CODE: '4' }, { throttle: { login: 3, code: 4, confirm: 600 } }],
    [{ THROTTLE: 'off', THROTTLE_LOGIN: '3' }, { throttle: null }],
    [{ REDIS_URL: 'rediss://u:p%40ss@h:6380/2' }, { redisUrl: 'rediss://u:p%40ss@h:6380/2' }],
    [{ REDIS_URL: 'redis://[::1]/' }, { redisUrl: 'redis://[::1]/' }],
    [{ TRUST_PROXY: '0' }, { trustProxy: null }],
    [{ TRUST_PROXY: '10.0.0.0/8, ::1' }, { trustProxy: ['10.0.0.0/8', '::1'] }],
    [{ DOCS: 'No' }, { docs: false }],
    [{ DEBUG: 'true' }, { log: { level: 'debug' } }],
    [{ DEFAULT_REGION: 'tz' }, { defaults: { region: 'TZ' } }],
    [{ TIME_ZONE: 'Asia/Kolkata' }, { defaults: { timeZone: 'Asia/Kolkata' } }],
    [{ WEBHOOK_BASE_URL: 'https://n.example/' }, { webhook: { baseUrl: 'https://n.example' } }],
    [{ AT_KEYWORD: 'NDIYO' }, { confirmation: { keyword: 'NDIYO' } }],
    [{ SIGNATURE_PRIVATE_KEY: PEM.replaceAll('\n', '\\n') }, { signaturePrivateKey: PEM }],
    [{ CORS_ORIGINS: 'https://a.example, https://a.example' }, { cors: { origins: ['https://a.example'] } }],
  ])('%j is understood', (source, expected) => {
    expect(readEnv(source as Record<string, string>)).toMatchObject(expected);
  });

  test.each([
    ['ENVIRONMENT', 'staging'],
    ['PORT', '65536'],
    ['PORT', '1e3'],
    ['HOST', 'http://x'],
    ['DATABASE_URL', 'mysql://u:p@h/d'],
    ['DATABASE_URL', 'sqlite::memory:'],
    ['DATABASE_URL', 'sqlite://x.db'],
    ['TRUST_PROXY', 'yes'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['CONTRACT_EXPIRES_IN', '9m'],
    ['CONTRACT_EXPIRES_IN', '91d'],
    ['CONTRACT_EXPIRES_IN', '24'],
    ['SIGNATURE_PRIVATE_KEY', 'abcd'],
    ['SIGNATURE_PRIVATE_KEY', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
    ['CORS_ORIGINS', 'https://a.example/'],
    ['CORS_ORIGINS', 'a.example'],
    ['CORS_METHODS', 'FETCH'],
    ['AT_SENDER_ID', 'NDIYO'],
    ['AT_KEYWORD', 'two words'],
    ['DEFAULT_REGION', 'ZZ'],
    ['DEFAULT_LANGUAGE', 'fr'],
    ['TIME_ZONE', 'Africa/Atlantis'],
    ['TIME_ZONE', '+03:00'],
    ['DEBUG', 'maybe'],
    ['AUTH', 'basic'],
    ['REDIS_URL', 'localhost'],
    ['THROTTLE_LOGIN', 'five'],
    ['REDIS_URL', 'redis:h'],
    ['REDIS_URL', 'http://h:6379'],
    ['REDIS_URL', 'redis://h/ndiyo'],
    ['REDIS_URL', 'redis://h:6379/0?db=1'],
    ['REDIS_URL', 'redis://:per%cent@h'],
    ['API_KEY', 'a b'],
  ])('%s refuses %j without repeating it', (name, value) => {
    const [fault, ...others] = faultsOf({ [name]: value });
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ name, message: expect.stringMatching(new RegExp(`^${name} must be .{4}`)) });
    expect(fault?.message).not.toContain(value);
  });

  test.each([
    [{ AUTH: 'none,api-key', API_KEY: 'k' }, 'AUTH'],
    [{ AUTH: 'none', API_KEY: 'k' }, 'API_KEY'],
    [{ CORS_ORIGINS: '*', CORS_CREDENTIALS: 'true' }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: 'null', CORS_CREDENTIALS: 'true' }, 'CORS_ORIGINS'],
    [{ CORS_HEADERS: '*', CORS_CREDENTIALS: 'true' }, 'CORS_HEADERS'],
    [{ WEBHOOK_SECRET_PREVIOUS: 's' }, 'WEBHOOK_SECRET'],
    [{ AUTH: 'jwt', API_KEY: 'k' }, 'API_KEY'],
    [{ JWT_ISSUER: 'https://i.example', JWT_AUDIENCE: 'a' }, 'JWT_ISSUER'],
    [{ AUTH: 'jwt', JWT_ISSUER: 'https://i.example' }, 'JWT_AUDIENCE'],
    [{ AUTH: 'jwt', JWT_AUDIENCE: 'a' }, 'JWT_ISSUER'],
  ])('%j is refused outside production too', (source, name) => {
    expect(namesOf(source as Record<string, string>)).toContain(name);
  });

  test('an open origin without credentials is allowed outside production', () => {
    expect(readEnv({ CORS_ORIGINS: '*' }).cors.origins).toEqual(['*']);
  });

  test.each(['jwt', 'signature', 'api-key,jwt', 'api-key,jwt,signature'])(
    'AUTH=%s is a way to be called',
    (schemes) => {
      expect(readEnv({ AUTH: schemes }).auth.schemes).toEqual(schemes.split(','));
    },
  );
});

describe('files', () => {
  test('X_FILE gives the value of X without one newline at the end', () => {
    const env = readEnv({ SECRET_KEY_FILE: write('secret', 'from a file\n\n') });
    expect(env.secretKey).toBe('from a file\n');
  });

  test('X together with X_FILE is a fault', () => {
    expect(namesOf({ SECRET_KEY: 'x', SECRET_KEY_FILE: write('secret', 'y') })).toEqual(['SECRET_KEY']);
  });

  test.each(['/nowhere/at/all', write('empty', '\n')])(
    'an unreadable or empty file is named by its variable',
    (path) => {
      const [fault] = faultsOf({ AT_API_KEY_FILE: path });
      expect(fault?.name).toBe('AT_API_KEY_FILE');
      expect(fault?.message).not.toContain(path);
    },
  );

  test('the real environment wins over .env, also when one of them names a file', () => {
    write('.env', 'PORT=1\nHOST=::1\nSECRET_KEY=below\nISSUER_FILE=/nowhere\n');
    const env = loadEnv(folder, { PORT: '2', SECRET_KEY_FILE: write('secret', 'above'), ISSUER: 'me' });
    expect(env).toMatchObject({ port: 2, host: '::1', secretKey: 'above', issuer: 'me' });
  });

  test('without .env the real environment stands alone, and a test runner never reads it', () => {
    expect(loadEnv(join(folder, 'nowhere'), { PORT: '2' }).port).toBe(2);
    expect(loadEnv(folder, { NODE_ENV: 'test' }).port).toBe(3000);
  });
});

describe('secrecy', () => {
  const source: typeof PRODUCTION = { ...PRODUCTION, SECRET_KEY_PREVIOUS: 'q'.repeat(9) + PRODUCTION.SECRET_KEY };
  const env = readEnv({
    ...source,
    DATABASE_URL: 'postgres://u:hunter2hunter2@h/d',
    REDIS_URL: 'redis://:hunter2hunter2@h',
  });
  const secrets = ['SECRET_KEY', 'SECRET_KEY_PREVIOUS', 'WEBHOOK_SECRET', 'API_KEY', 'AT_API_KEY'] as const;

  test('neither JSON nor the console shows a secret, of the whole or of a part', () => {
    const parts = [env, { env }, env.auth, env.webhook, env.africasTalking, env.database];
    const shown = parts.map((part) => JSON.stringify(part) + inspect(part, { depth: 9 })).join();
    for (const name of secrets) expect(shown).not.toContain(source[name]);
    expect(shown).not.toContain('hunter2hunter2');
    expect(shown).not.toContain('PRIVATE KEY');
    expect(env.secretKey).toBe(source.SECRET_KEY);
  });

  test('a secret that is not set shows as null', () => {
    expect(JSON.parse(JSON.stringify(readEnv({}))).secretKey).toBeNull();
  });

  test('nothing in it can be changed', () => {
    expect(() => Object.assign(env, { port: 1 })).toThrow(TypeError);
    expect(() => Object.assign(env.auth, { apiKey: 'x' })).toThrow(TypeError);
    expect(() => (env.cors.origins as string[]).push('*')).toThrow(TypeError);
  });
});

describe('warnings', () => {
  test.each([
    [{ AT_PULL_INBOX: 'true' }, 'AT_PULL_INBOX is set, but SMS_GATEWAY is not africastalking'],
    [{ AT_VOICE_NUMBER: '+254711000000' }, 'AT_VOICE_NUMBER'],
    [{ AT_USSD_SERVICE_CODE: '*384*1#' }, 'AT_USSD_SERVICE_CODE'],
    [{ AT_API_KEY: 'k' }, 'AT_API_KEY'],
    [{ HOST: '0.0.0.0' }, 'AUTH=none outside production'],
    [{ ...PRODUCTION, AUTH: 'none', API_KEY: undefined }, 'AUTH=none in production'],
    [{ ...PRODUCTION, AT_USERNAME: 'sandbox' }, 'sandbox'],
    [{ ...PRODUCTION, WEBHOOK_BASE_URL: 'http://n.example' }, 'WEBHOOK_BASE_URL'],
    [{}, 'WEBHOOK_SECRET is not set'],
    [{ ...PRODUCTION, METRICS_PORT: '9464', METRICS_HOST: '0.0.0.0' }, 'METRICS_HOST is not loopback'],
  ])('case %#: the start says %2$s', (source, words) => {
    expect(readEnv(source as Record<string, string>).warnings.join()).toContain(words);
  });

  test('what is switched off is not warned about', () => {
    expect(readEnv({ AT_PULL_INBOX: 'false', WEBHOOK_SECRET: 's' }).warnings).toEqual([]);
  });
});
