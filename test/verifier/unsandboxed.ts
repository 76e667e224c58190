/**
 * The verifier with tweetnacl running outside jest's sandbox: the same library, ten times faster, since every look-up
 * of a global such as `Math` is slow inside.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { jest } from '@jest/globals';

const path = createRequire(join(process.cwd(), 'package.json')).resolve('tweetnacl');
const module = { exports: {} };
runInThisContext(`(module) => {${readFileSync(path, 'utf8')}}`)(module);
jest.unstable_mockModule('tweetnacl', () => ({ default: module.exports }));

export const { isSignedBy } = await import('../../src/verifier/strict-ed25519.js');
export const { verifyReceipt } = await import('../../src/verifier/verify-receipt.js');
export const { openJws } = await import('../../src/verifier/jws.js');

export const holdsUnder = ({ signed, proof }: ReturnType<typeof openJws>, signer: Uint8Array): boolean =>
  isSignedBy(signer, signed, proof);
