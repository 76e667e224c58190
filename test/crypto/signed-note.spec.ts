import { generateSigningKeyPem, parseSigningKey } from '../../src/crypto/ed25519.js';
import { checkpointText, noteKeyId, openCheckpoint, signCheckpoint } from '../../src/crypto/signed-note.js';

const key = parseSigningKey(generateSigningKeyPem());
const stranger = parseSigningKey(generateSigningKeyPem());
const checkpoint = { origin: 'ndiyo.example/log', size: 1_234_567, root: Buffer.alloc(32, 7) };
const note = signCheckpoint(checkpoint, key);
const keys = [key.publicKeyBytes];

test('the text is origin, size and root, each on its line', () => {
  expect(checkpointText(checkpoint)).toBe(`ndiyo.example/log\n1234567\n${checkpoint.root.toString('base64')}\n`);
  expect(note).toMatch(/\n\n\u2014 ndiyo\.example\/log [A-Za-z\d+/]+=*\n$/);
});

test('the key id is that of the signed-note specification', () => {
  // github.com/C2SP/C2SP signed-note: the verifier key PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW
  const publicKey = Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64').subarray(1);
  expect(noteKeyId('PeterNeumann', publicKey).toString('hex')).toBe('c74f20a3');
});

test('what was signed is read back, also beside the signatures of witnesses', () => {
  const witnessed = `${note}\u2014 witness.example AAAAAAAA\n`;
  for (const text of [note, witnessed]) {
    expect(openCheckpoint(text, [stranger.publicKeyBytes, ...keys])).toEqual({ ...checkpoint, extensions: [] });
  }
});

test('further lines are signed too', () => {
  const extended = signCheckpoint({ ...checkpoint, extensions: ['restored 2026-11-22'] }, key);
  expect(openCheckpoint(extended, keys).extensions).toEqual(['restored 2026-11-22']);
  expect(() => openCheckpoint(extended.replace('restored', 'repaired'), keys)).toThrow('signed by no known key');
});

test.each([
  ['another size', note.replace('1234567', '1234568')],
  ['another origin', note.replaceAll('ndiyo.example', 'other.example')],
  ['no signature', note.slice(0, note.indexOf('\u2014'))],
  ['a size with a leading zero', note.replace('1234567', '01234567')],
  ['a root of another length', note.replace(checkpoint.root.toString('base64'), 'AAAA')],
  ['nothing', ''],
])('%s is refused', (_, text) => {
  expect(() => openCheckpoint(text, keys)).toThrow(/checkpoint/);
});

test("a stranger's key opens nothing", () => {
  expect(() => openCheckpoint(note, [stranger.publicKeyBytes])).toThrow('signed by no known key');
});
