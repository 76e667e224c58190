/** argon2id (RFC 9106) with the parameters OWASP asks for: 19 MiB, two passes, one lane. */
import { Injectable } from '@nestjs/common';
import { normalizedPassword } from './password-rules.js';
import { Turns } from './turns.js';

const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 2; // each takes 19 MiB and a core
const WAITING_LIMIT = 64; // about a second's work
/** Of a password nobody knows: what a stranger's try is compared with, so that it takes as long. */
const NOBODYS = '$argon2id$v=19$m=19456,t=2,p=1$4m2cV1V0b0h3mVJ5mC0s3g$GnQdKuk0bWzu4xR8lqkq5iDmxjHn0fM0uT0w3m9Qe1E';

// The native module is loaded when somebody signs in, not at each start.
const library = () => import('@node-rs/argon2');

@Injectable()
export class PasswordsService {
  private readonly turns = new Turns(AT_ONCE, WAITING_LIMIT);

  hash(password: string): Promise<string> {
    return this.inTurn(async () => (await library()).hash(normalizedPassword(password), PARAMETERS));
  }

  /** Without a hash to compare with: false, after the same work. */
  async verify(hash: string | null, password: string): Promise<boolean> {
    const candidate = normalizedPassword(password);
    const isRight = await this.inTurn(async () => (await library()).verify(hash ?? NOBODYS, candidate));
    return isRight && hash !== null;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.run(Symbol('any'), work);
  }
}
