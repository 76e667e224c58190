/** Bytes as text and back, with nothing but what a browser and Node both have. */
export type Bytes = Uint8Array<ArrayBuffer>;

const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

export const hex = (bytes: ArrayBuffer | Bytes): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Standard alphabet with padding; null for anything else. */
export function fromBase64(text: string): Bytes | null {
  return BASE64.test(text) ? Uint8Array.from(atob(text), (character) => character.charCodeAt(0)) : null;
}

export const toBase64 = (bytes: Bytes): string => btoa(String.fromCharCode(...bytes));

/** 128 random bits: a nonce, or an Idempotency-Key. (`randomUUID` is missing on pages without https.) */
export const randomHex = (): string => hex(crypto.getRandomValues(new Uint8Array(16)));
