/** Project Wycheproof's JWS vectors, as far as they concern keys that are taken here. */
import type { JsonWebKey } from 'node:crypto';
import { isSignedBy } from '../../src/service-accounts/jws-signature.js';
import { readPublicKey } from '../../src/service-accounts/public-keys.js';
import { describeWith, readVectors } from '../crypto/published.js';

interface Group {
  comment: string;
  public?: JsonWebKey & { alg?: string };
  tests: { tcId: number; comment: string; jws: string | object; result: 'valid' | 'invalid' | 'acceptable' }[];
}

const TAKEN = ['ES256', 'RS256'];

const algOf = (jws: string): string => {
  try {
    return String(JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()).alg);
  } catch {
    return 'unreadable';
  }
};

/** As a service account would come by it: the key registered, the signature checked by what the header says. */
async function isTaken(key: JsonWebKey, jws: string): Promise<boolean> {
  const registered = (() => {
    try {
      return readPublicKey(JSON.stringify(key)).jwk;
    } catch {
      return null;
    }
  })();
  return registered !== null && isSignedBy(registered, algOf(jws), jws);
}

describeWith('json_web_signature_test.json', 'Wycheproof JWS', (path) => {
  const groups = readVectors<{ testGroups: Group[] }>(path).testGroups;
  const cases = groups.flatMap(({ public: key, tests }) => (key ? tests.map((one) => ({ key, ...one })) : []));

  test('the subset is not empty', () => expect(cases.length).toBeGreaterThan(300));

  test('what is invalid is refused, whatever the key', async () => {
    const wrong = cases.filter(({ result }) => result === 'invalid');
    for (const { tcId, comment, key, jws } of wrong) {
      const taken = await isTaken(key, typeof jws === 'string' ? jws : JSON.stringify(jws));
      expect({ tcId, comment, taken }).toEqual({ tcId, comment, taken: false });
    }
    expect(wrong.length).toBeGreaterThan(200);
  });

  test('what is valid is taken, where the key is of a kind that is', async () => {
    // An empty payload is a JWS, but no JWT.
    const right = cases.filter(
      ({ result, key, jws }) =>
        result === 'valid' && TAKEN.includes(key.alg ?? '') && typeof jws === 'string' && !jws.includes('..'),
    );
    const refused: string[] = [];
    for (const { tcId, comment, key, jws } of right) {
      if (!(await isTaken(key, jws as string))) refused.push(`${tcId} ${comment}`);
    }
    expect({ refused, some: right.length > 5 }).toEqual({ refused: [], some: true });
  });
});
