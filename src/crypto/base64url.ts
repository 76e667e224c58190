/** Base64url without padding (RFC 4648 section 5, RFC 7515 section 2). */

/** The base64url text of bytes, or of a text's UTF-8 bytes. */
export function encodeBase64url(input: Uint8Array | string): string {
  return Buffer.from(input as Uint8Array).toString('base64url');
}

/**
 * The bytes of a base64url text, in its one strict shape.
 *
 * @throws TypeError for padding, white space, the other alphabet, or unused bits that are not zero
 */
export function decodeBase64url(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw new TypeError('The text is not strict base64url.');
  return bytes;
}
