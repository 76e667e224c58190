import { faultOfPassword } from '../../src/operators/password-rules.js';

const EMAIL = 'wanjiru.kamau@shamba-coop.example';
const taken = (password: string) => faultOfPassword(password, EMAIL) === null;

test.each([
  'maize under a tin roof',
  'correct horse battery staple',
  'kX9#vLq2!mRt',
  'mvua kubwa jana usiku',
  'пароль на каждый день',
  '🌽🌾🍅🥭🐄🐐🌧️ na mvua',
])('is taken: %s', (password) => expect(faultOfPassword(password, EMAIL)).toBeNull());

test.each([
  ['eleven characters', 'kX9#vLq2!mR'],
  ['129 characters', 'kX9#vLq2!mRt'.repeat(11).slice(0, 129)],
  ['one letter', 'aaaaaaaaaaaaaaaa'],
  ['two letters', 'abababababababab'],
  ['a short pattern', 'abc123abc123abc123'],
  ['a known word and a year', 'Password2026!'],
  ['a known word written with digits', 'P@55w0rd1234!'],
  ['a row of digits', '123456789012'],
  ['the alphabet', 'abcdefghijklmnop'],
  ['the keyboard', 'qwertyuiop12'.replace('uiop', '1234')],
  ['the own email', 'wanjiru.kamau@shamba-coop.example'],
  ['the own name and digits', 'Wanjiru.Kamau12'],
  ['the name of the service', 'ndiyo-ndiyo-ndiyo!'],
])('is refused: %s', (_, password) => expect(taken(password)).toBe(false));

test('length counts characters as people see them, not bytes', () => {
  expect(faultOfPassword('🌽🌾🍅🥭🐄🐐🌧', EMAIL)).toMatch(/12 to 128/);
  expect(taken('mvua kubwa na '.padEnd(128, 'jua kali leo '))).toBe(true);
});
