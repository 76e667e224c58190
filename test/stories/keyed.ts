/** Requests that carry an Idempotency-Key, and what their repeats must look like. */
import { randomUUID } from 'node:crypto';
import type { Answer } from '../http.js';
import type { App } from '../start-app.js';
import { rows } from '../story-database.js';

export const aKey = (): string => `try-${randomUUID()}`;

export const keyed = (key: string): Record<string, string> => ({ 'Idempotency-Key': key });

/** The stored answer of `first`, byte for byte, and marked as such. */
export function expectReplay(replay: Answer, first: Answer): void {
  expect(replay.text).toBe(first.text);
  expect(replay.status).toBe(first.status);
  for (const name of ['location', 'content-type', 'content-length']) {
    expect([name, replay.headers.get(name)]).toEqual([name, first.headers.get(name)]);
  }
  expect(replay.headers.get('idempotency-replayed')).toBe('true');
}

export function expectNoReplay({ headers }: Answer): void {
  expect(headers.get('idempotency-replayed')).toBeNull();
}

export const contractCount = (app: App): number =>
  Number(rows(app.dataDir, 'SELECT count(*) AS n FROM contracts')[0]!.n);
