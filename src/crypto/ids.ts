/** Random names: digits for ids people read, UUIDv7 for rows, tokens for secrets. */
import { randomBytes, randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4096); // one call to the system for many small draws
let used = pool.length;

/** `n` decimal digits from the system's random source, each digit equally likely. */
export function randomDigits(n: number): string {
  let digits = '';
  while (digits.length < n) {
    const byte = drawByte();
    if (byte < 250) digits += byte % 10; // 250 to 255 would favour the digits 0 to 5
  }
  return digits;
}

const NAME_LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'; // RFC 4648 base32: nothing that looks like another

/** `n` letters and digits for the name of a row, 5 random bits each. */
export function randomName(n: number): string {
  return Array.from({ length: n }, () => NAME_LETTERS[drawByte() & 31]).join('');
}

/** A secret of so many random bytes (32 for 256 bits), as base64url without padding. */
export function randomToken(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

let lastMs = 0;
let counter = 0;

/**
 * A UUID version 7 (RFC 9562 section 5.7), lower case. Within this process each is greater than the one before, also
 * when the clock stands still or goes back: a 12-bit counter in `rand_a` (section 6.2, method 1) that carries into
 * the milliseconds when it is used up.
 *
 * @param now milliseconds since 1970
 */
export function uuidv7(now: number = Date.now()): string {
  if (now > lastMs) {
    lastMs = now;
    counter = ((drawByte() << 8) | drawByte()) & 0x7ff; // the top bit stays free, for at least 2,048 in one millisecond
  } else if (++counter > 0xfff) {
    lastMs++;
    counter = 0;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const random = drawHex();
  const variant = (0x8 | (drawByte() & 0x3)).toString(16);
  const third = counter.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${third}-${variant}${random.slice(0, 3)}-${random.slice(4)}`;
}

/** What no `uuidv7` made at that time or later comes before. */
export function uuidv7Floor(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** Sixteen hex digits. */
function drawHex(): string {
  if (used + 8 > pool.length) refill();
  const hex = pool.toString('hex', used, used + 8);
  pool.fill(0, used, used + 8);
  used += 8;
  return hex;
}

function drawByte(): number {
  if (used >= pool.length) refill();
  const byte = pool[used] ?? 0;
  pool[used++] = 0; // what was given away is not kept
  return byte;
}

function refill(): void {
  randomFillSync(pool);
  used = 0;
}
