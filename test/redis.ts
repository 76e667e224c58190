/** The Redis that TEST_REDIS_URL names. Every spec file that uses it has a database of it to itself. */
import { createClient } from '@redis/client';

const { TEST_REDIS_URL } = process.env;

/** Skipped by name where no Redis was given. */
export const describeRedis = (tests: () => void): void => {
  if (TEST_REDIS_URL) describe('with Redis', tests);
  else describe.skip('with Redis (TEST_REDIS_URL is not set)', tests);
};

export interface TestRedis {
  host: string;
  port: number;
  /** Its address, or that of something in front of it. */
  url(port?: number, scheme?: 'redis' | 'rediss'): string;
  flush(): Promise<void>;
  keys(): Promise<string[]>;
  close(): Promise<void>;
}

/** `database` is a number that no other spec file uses. */
export async function emptyRedis(database: number): Promise<TestRedis> {
  const url = new URL(TEST_REDIS_URL!);
  url.pathname = `/${database}`;
  const client = createClient({ url: url.href, RESP: 2 });
  await client.connect();
  await client.flushDb();
  const addressOf = (port: number, scheme: string) => `${scheme}://${url.hostname}:${port}/${database}`;
  return {
    ...{ host: url.hostname, port: Number(url.port || 6379) },
    url: (port = Number(url.port || 6379), scheme = 'redis') => addressOf(port, scheme),
    flush: async () => void (await client.flushDb()),
    keys: () => client.keys('*'),
    close: async () => {
      await client.flushDb();
      await client.close();
    },
  };
}
