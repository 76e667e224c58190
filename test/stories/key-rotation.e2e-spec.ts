/** The signing key is replaced, and the former one, which somebody copied, is revoked. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { blake2b256Hex } from '../../src/crypto/blake2b.js';
import { parseSigningKey, type SigningKey } from '../../src/crypto/ed25519.js';
import { signJws } from '../../src/crypto/jws.js';
import { signCheckpoint } from '../../src/crypto/signed-note.js';
import { canonicalize } from '../../src/json/canonical-json.js';
import { hashOfLeaf, leafOf } from '../../src/log/leaf.js';
import type { Jwk } from '../../src/verifier/trust.js';
import type { Verdict } from '../../src/verifier/verify-receipt.js';
import { command } from '../doors/operators.js';
import { type App, startApp } from '../start-app.js';
import { rows } from '../story-database.js';
import { makeReceipt } from '../verifier/receipt.fixture.js';
import { verifyReceipt } from '../verifier/unsandboxed.js';
import { type Agreement, propose, proposeAndConfirm, restart, sayNo, sayYes } from './agreement.js';
import { untilQuiet } from './database.js';

let app: App;
let former: SigningKey;
let confirmed: Agreement;
let declined: Agreement;
let open: Agreement;
/** As they were answered before anything happened to the key. */
let copies: string[];
let underway: string;

const jwks = async (): Promise<{ keys: Jwk[] }> => (await app.http.get('/.well-known/jwks.json')).body;
const receiptOf = async ({ path }: Agreement) => (await app.http.get(`${path}/receipt`)).text;
const verify = async (receipt: string): Promise<Verdict> => verifyReceipt(receipt, { jwks: await jwks() });
const faults = ({ checks }: Verdict) => checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
const kidOf = (jws: string): string => JSON.parse(Buffer.from(jws.split('.')[0]!, 'base64url').toString()).kid;
const run = (...args: string[]) => command(app, ['signing-keys', ...args]);
const keyFile = () => join(app.dataDir, 'signing-key.pem');

beforeAll(async () => {
  app = await startApp();
  confirmed = await proposeAndConfirm(app);
  declined = await propose(app);
  await sayNo(app, declined.buyer);
  open = await propose(app);
  await sayYes(app, open.seller);
  copies = [await receiptOf(confirmed), await receiptOf(declined)];
  former = parseSigningKey(readFileSync(keyFile(), 'utf8'));
});
afterAll(() => app.close());

describe('a rotation', () => {
  test('puts a new key where the former one was, for its owner alone, and shows neither', async () => {
    const { code, output } = await run('rotate');
    const text = readFileSync(keyFile(), 'utf8');
    const { kid } = parseSigningKey(text);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(`The new key is ${kid}, in `) });
    expect(output).toContain(`Restart every server: until then the one that runs signs with ${former.kid}`);
    expect(kid).not.toBe(former.kid);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    for (const pem of [text, former.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()]) {
      expect(output).not.toContain(pem.split('\n')[1]);
    }
    const [event] = rows(app.dataDir, `SELECT actor, subject FROM access_events WHERE type = 'signing-key.rotated'`);
    expect(event).toEqual({ actor: 'command line', subject: `signing-key ${former.kid}` });
  });

  test('changes nothing for the service that runs', async () => {
    const other = await proposeAndConfirm(app);
    const receipt = await receiptOf(other);
    expect(kidOf(JSON.parse(receipt).signature)).toBe(former.kid);
    expect((await verify(receipt)).outcome).toBe('valid');
    underway = receipt;
  });

  test('is not followed by a revocation until that service was restarted', async () => {
    const { code, output } = await run('revoke', former.kid, '--reason', 'copied');
    expect(code).toBe(2);
    expect(output).toMatch(/a server still runs with it\. Restart every server, then revoke\./);
    expect((await jwks()).keys).toEqual([former.jwk]);
  });

  test('is complete with the restart: what was signed before verifies, by jose as well', async () => {
    await untilQuiet(app);
    app = await restart(app);
    const set = await jwks();
    expect(set.keys.map(({ kid }) => kid)).toEqual([parseSigningKey(readFileSync(keyFile(), 'utf8')).kid, former.kid]);
    const find = createLocalJWKSet(set as JSONWebKeySet);
    for (const receipt of [...copies, underway, await receiptOf(confirmed), await receiptOf(declined)]) {
      expect(faults(await verify(receipt))).toEqual([]);
      const { signature, attestation } = JSON.parse(receipt);
      for (const jws of [signature, attestation]) await compactVerify(jws, find, { algorithms: ['Ed25519'] });
    }
  });

  test('signs the log with the new key at once', async () => {
    const note = (await app.http.get('/api/v1/log/checkpoint')).text;
    expect(note.split('\n')[0]).toBe(`${(await jwks()).keys[0]!.kid}/log`);
  });

  test('leaves a contract that was open to go on: the former key attests it, the new one signs', async () => {
    await sayYes(app, open.buyer);
    const receipt = await receiptOf(open);
    const { attestation, signature } = JSON.parse(receipt);
    expect([kidOf(attestation), kidOf(signature)]).toEqual([former.kid, (await jwks()).keys[0]!.kid]);
    expect(faults(await verify(receipt))).toEqual([]);
  });
});

describe('a revocation', () => {
  test('is refused of the current key, of one nobody knows, and without a reason of one line', async () => {
    const { keys } = await jwks();
    const refusals: [args: string[], sentence: RegExp][] = [
      [[String(keys[0]!.kid), '--reason', 'x'], /is the current key: signing-keys rotate first/],
      [['x'.repeat(43), '--reason', 'x'], /There is no key x+: signing-keys list/],
      [[former.kid], /Say --reason, one line of 1 to 200 characters/],
      [[former.kid, '--reason', 'x'.repeat(201)], /1 to 200 characters/],
      [[former.kid, '--reason', 'a\nb'], /one line/],
      [[], /Say signing-keys list/],
    ];
    const runs = await Promise.all(refusals.map(([args]) => run('revoke', ...args)));
    expect(runs).toEqual(refusals.map(([, sentence]) => ({ code: 2, output: expect.stringMatching(sentence) })));
    expect((await jwks()).keys).toEqual(keys);
  });

  test('takes in what was recorded, is signed by the current key, and shows in the key set at once', async () => {
    const latest = await propose(app);
    const { code, output } = await run('revoke', former.kid, '--reason', 'A backup with the key was stolen');
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(`${former.kid} is revoked`) });
    const [revocation] = rows(app.dataDir, 'SELECT * FROM key_revocations');
    const { tree_size, root, note, revoked_at } = revocation!;
    const [event] = rows(app.dataDir, 'SELECT leaf_index FROM events WHERE contract_id = ?', latest.id);
    expect(Number(event!.leaf_index)).toBeLessThan(Number(tree_size));
    expect(String(note).split('\n')[3]).toBe(`revoked ${former.kid} ${revoked_at}`);
    expect((await jwks()).keys[1]).toEqual({
      ...former.jwk,
      revoked: {
        revoked_at: Math.floor(Date.parse(String(revoked_at)) / 1_000),
        reason: 'A backup with the key was stolen',
        log_size: tree_size,
        log_root: Buffer.from(String(root), 'hex').toString('base64'),
      },
    });
  });

  test('is made once', async () => {
    const { code, output } = await run('revoke', former.kid, '--reason', 'again');
    expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining('was revoked on') });
  });

  test('leaves receipts valid that are fetched again, and what the new key signed', async () => {
    for (const agreement of [confirmed, declined]) {
      const verdict = await verify(await receiptOf(agreement));
      expect(faults(verdict)).toEqual([]);
      expect(verdict.checks.find(({ name }) => name === 'log')!.detail).toContain('was revoked on');
    }
    expect(faults(await verify(await receiptOf(open)))).toEqual([]);
  });

  test('ends copies that were saved before: they say to ask again', async () => {
    for (const copy of copies) {
      expect(faults(await verify(copy))).toEqual([
        expect.stringMatching(/^log: .*ask the service for the receipt again/),
      ]);
    }
  });

  test('leaves a record that holds as a whole', async () => {
    expect(await command(app, ['audit'])).toMatchObject({ code: 0 });
  });

  test('is listed, for people and for programs', async () => {
    const [list, json] = await Promise.all([run('list'), run('list', '--json')]);
    const [current, revoked] = list.output.trim().split('\n');
    expect(current).toMatch(/^[\w-]{43} {2}current {2}first used \S+Z {2}0 days$/);
    expect(revoked).toMatch(/^[\w-]{43} {2}revoked {2}.*revoked \S+Z: A backup with the key was stolen$/);
    const lines = json.output.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { state: 'current', age_days: 0, revoked_at: null },
      { kid: former.kid, state: 'revoked', reason: 'A backup with the key was stolen' },
    ]);
  });
});

describe('whoever copied the former key', () => {
  type Forged = Record<string, unknown>;
  let real: Forged;
  beforeAll(async () => {
    real = JSON.parse(await receiptOf(confirmed));
  });

  const statementOf = ({ signature }: Forged) =>
    JSON.parse(Buffer.from(String(signature).split('.')[1]!, 'base64url').toString());

  /** Other decisions over the same contract and events, signed as the service would. */
  function withOtherDecisions(): Forged {
    const decisions = structuredClone(real.decisions) as { texts_shown: string[] }[];
    decisions[0]!.texts_shown = ['KES 1, Maize. Reply YES to agree.'];
    const statement = { ...statementOf(real), decisions_hash: blake2b256Hex(canonicalize(decisions)) };
    return { ...real, decisions, signature: signJws(statement, former) };
  }

  /** A contract that never was, in a log of one leaf that the former key signed. */
  function withLogOfItsOwn(changes: Forged = {}): Forged {
    const forged = makeReceipt({ key: former });
    const head = (forged.events as { hash: string }[]).at(-1)!.hash;
    const leaf = leafOf(head, '00'.repeat(16));
    const checkpoint = signCheckpoint({ origin: `${former.kid}/log`, size: 1, root: hashOfLeaf(leaf) }, former);
    const proof = { $type: 'ndiyo.log-proof.v1', leaf, leaf_index: 0, tree_size: 1, hashes: [], checkpoint };
    return { ...forged, proof: { ...proof, ...changes } };
  }

  test.each<[string, () => Forged, RegExp]>([
    ['another decision under the real events', withOtherDecisions, /^closing_event: .*other decisions/],
    ['a contract that never was', () => makeReceipt({ key: former }), /^log: .*there is no proof/],
    ['such a contract with a log of its own', () => withLogOfItsOwn(), /^log: .*ask the service/],
    [
      'such a contract with the proof of a real one',
      () => ({ ...makeReceipt({ key: former }), proof: real.proof }),
      /^log: The proof is about another event/,
    ],
    [
      'such a contract in a log that is said to be as large as the real one then was',
      () => withLogOfItsOwn({ tree_size: (real.proof as { tree_size: number }).tree_size }),
      /^log: The proof is for another size of the log/,
    ],
  ])('is not believed with %s', async (_, forge, sentence) => {
    const verdict = await verify(JSON.stringify(forge()));
    expect(verdict.outcome).toBe('invalid');
    expect(faults(verdict)).toContainEqual(expect.stringMatching(sentence));
  });
});

test('a key that is given in the environment is replaced where --out says, and never written over another file', async () => {
  const out = join(app.dataDir, 'next.pem');
  const given = { SIGNATURE_PRIVATE_KEY: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb' };
  const rotate = (...args: string[]) => command(app, ['signing-keys', 'rotate', ...args], '', given);
  const [homeless, { code, output }] = await Promise.all([rotate(), rotate('--out', out)]);
  expect(homeless).toEqual({ code: 2, output: expect.stringContaining('Say --out <file>') });
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(`SIGNATURE_PRIVATE_KEY_FILE=${out}`) });
  expect(statSync(out).mode & 0o777).toBe(0o600);
  const pem = readFileSync(out, 'utf8');
  expect(output).toContain(parseSigningKey(pem).kid);
  expect(output).not.toContain(given.SIGNATURE_PRIVATE_KEY);
  // Also a key that no service started with stays in the key set.
  expect((await jwks()).keys.map(({ kid }) => kid)).toContain(parseSigningKey(given.SIGNATURE_PRIVATE_KEY).kid);
  writeFileSync(out, 'mine');
  const [again, kept] = await Promise.all([rotate('--out', out), run('rotate', '--out', out)]);
  expect(again).toMatchObject({ code: 2, output: expect.stringContaining('is there already') });
  expect(kept).toMatchObject({ code: 2, output: expect.stringContaining('replaced there, without --out') });
  expect(readFileSync(out, 'utf8')).toBe('mine');
});
