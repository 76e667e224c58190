/** Spoils a good access token, each time in another way. None of them is the token. */
import { createHmac, hkdfSync } from 'node:crypto';
import type { Random } from './random.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const ODD = ['=', '+', '/', '.', ' ', '\t', '%00', ',', '"', '~'];
const ALGS = ['none', 'None', 'HS384', 'HS512', 'RS256', 'ES256', 'EdDSA', 'hs256', '', null, 1, ['HS256']];
const TYPS = ['JWT', 'jwt', 'AT+JWT', 'id_token', '', null, 'at+jwt ', ['at+jwt']];
const EXTRAS = [
  { jku: 'https://evil.test' },
  { kid: '../../dev/null' },
  { jwk: { kty: 'oct', k: '' } },
  { crit: ['exp'] },
];
const CLAIMS = ['iss', 'aud', 'sub', 'jti', 'iat', 'exp', 'account', 'sid', 'scope'];
const WRONG = [undefined, null, '', 'x', 0, -1, 1e300, true, [], {}, ['x']];

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());

export class JwtMutations {
  private readonly key: Buffer;
  private readonly parts: [string, string, string];

  /** @param secretKey the service's: most forgeries are signed rightly, and wrong in one thing alone */
  constructor(
    private readonly token: string,
    secretKey: string,
    private readonly random: Random,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', secretKey, '', 'ndiyo/access-token', 32));
    this.parts = token.split('.') as [string, string, string];
  }

  /** The token once more, made by hand: proof that the forgeries are refused for what is wrong with them. */
  remade(): string {
    return this.sign(decode(this.parts[0]), decode(this.parts[1]));
  }

  next(): string {
    for (;;) {
      const made = this.random.pick([this.letter, this.odd, this.cut, this.header, this.claim, this.foreign])();
      if (made !== this.token) return made;
    }
  }

  private readonly letter = (): string => {
    const at = this.random.below(this.token.length);
    return this.token.slice(0, at) + this.random.pick([...LETTERS]) + this.token.slice(at + 1);
  };

  private readonly odd = (): string => {
    const at = this.random.below(this.token.length - 1) + 1;
    return this.token.slice(0, at) + this.random.pick(ODD) + this.token.slice(at);
  };

  private readonly cut = (): string => {
    const at = this.random.below(this.token.length);
    return this.random.isLucky(0.5) ? this.token.slice(0, at) : this.token.slice(0, at) + this.token.slice(at + 1);
  };

  private readonly header = (): string => {
    const header = decode(this.parts[0]);
    const changes = this.random.pick([
      { alg: this.random.pick(ALGS) },
      { typ: this.random.pick(TYPS) },
      this.random.pick(EXTRAS),
    ]);
    const isUnsigned = this.random.isLucky(0.3);
    const made = this.sign({ ...header, ...changes }, decode(this.parts[1]));
    return isUnsigned ? made.replace(/[^.]+$/, '') : made;
  };

  private readonly claim = (): string => {
    const claims = decode(this.parts[1]);
    const name = this.random.pick(CLAIMS.filter((one) => one !== 'scope' && one !== 'jti'));
    const value =
      name === 'exp' || name === 'iat' ? this.random.pick([undefined, null, '1', -1, 1e15]) : this.random.pick(WRONG);
    // An iat of the past is no fault.
    return this.sign(decode(this.parts[0]), { ...claims, [name]: name === 'iat' && value === -1 ? 1e15 : value });
  };

  private readonly foreign = (): string => {
    const input = `${this.parts[0]}.${this.parts[1]}`;
    const key = Buffer.from(this.random.pick(['', 'secret', 'ndiyo', this.parts[2], String(this.random.next())]));
    return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
  };

  private sign(header: object, claims: object): string {
    const input = `${encode(header)}.${encode(claims)}`;
    return `${input}.${createHmac('sha256', this.key).update(input).digest('base64url')}`;
  }
}
