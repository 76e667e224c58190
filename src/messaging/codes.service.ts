/** The six digits a text carries: derived when a text leaves or a reply arrives, never stored. */
import { Inject, Injectable } from '@nestjs/common';
import { SECRETS, type Secrets } from '../config/secrets.js';
import { type CodeParts, deriveCode } from '../crypto/codes.js';
import { deriveKey, hmacSha256 } from '../crypto/secrets.js';

@Injectable()
export class CodesService {
  private readonly key: Buffer;
  private readonly formerKeys: Buffer[];
  private readonly numberKey: Buffer;

  constructor(@Inject(SECRETS) { secretKey, secretKeyPrevious }: Secrets) {
    this.key = deriveKey(secretKey, 'ndiyo/codes');
    this.formerKeys = secretKeyPrevious ? [deriveKey(secretKeyPrevious, 'ndiyo/codes')] : [];
    this.numberKey = deriveKey(secretKey, 'ndiyo/numbers');
  }

  codeFor(parts: CodeParts): string {
    return deriveCode(this.key, parts);
  }

  /** Also true for the code that the previous SECRET_KEY gave: texts sent before a rotation still count. */
  isCodeOf(code: string, parts: CodeParts): boolean {
    return [this.key, ...this.formerKeys].some((key) => deriveCode(key, parts) === code);
  }

  /** Tells numbers apart without keeping them. */
  hashOfNumber(phoneNumber: string): string {
    return hmacSha256(this.numberKey, phoneNumber).toString('hex');
  }
}
