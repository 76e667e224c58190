/** Telephone numbers: read as people write them, kept as E.164, shown masked. */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';

// What a text can reach. A number that is possible but not yet in the numbering plan has no type: accepted, since plans grow.
const TEXTABLE = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE', undefined]);

export type ParsedPhone = { phoneNumber: string } | { fault: string };

/**
 * @param region country of numbers in the national form
 * @param countries whose numbers may be texted; null: any
 */
export function parsePhone(text: string, region: string, countries: readonly string[] | null = null): ParsedPhone {
  if (text.length > 40) return { fault: 'is too long for a telephone number' };
  const parsed = parsePhoneNumberFromString(text, { defaultCountry: region as CountryCode, extract: false });
  if (!parsed?.isPossible()) {
    return {
      fault: `is no possible telephone number; write it as +254712345678, or in the national form of ${region}`,
    };
  }
  if (parsed.ext) return { fault: 'has an extension; a text cannot reach it' };
  if (!TEXTABLE.has(parsed.getType())) return { fault: 'is not a mobile number; a text could not reach it' };
  // A number that is not allocated yet may belong to any country of its calling code; a satellite phone belongs to none.
  const possible: string[] = parsed.country ? [parsed.country] : parsed.getPossibleCountries();
  if (countries && !(possible.length > 0 && possible.every((country) => countries.includes(country)))) {
    return { fault: `is not a number of ${countries.join(', ')}; this service texts no other country` };
  }
  return { phoneNumber: parsed.number };
}

/**
 * Calling code and the first three digits after it, `+254712` of `+254712345678`: whom a carrier bills by, and what
 * numbers that were rented in a row have in common. At most seven characters.
 */
export function dialPrefix(phoneNumber: string): string {
  const parsed = parsePhoneNumberFromString(phoneNumber);
  if (!parsed) return phoneNumber.slice(0, 7);
  return `+${parsed.countryCallingCode}${parsed.nationalNumber.slice(0, 3)}`;
}

/** `+254712345678` → `+2547•••••678`: enough for its owner to know it by. */
export function maskPhone(phoneNumber: string): string {
  const hidden = Math.max(phoneNumber.length - 8, 3);
  return phoneNumber.slice(0, 5) + '•'.repeat(hidden) + phoneNumber.slice(5 + hidden);
}

/** Masks every number in E.164 within a text that people or programs wrote. */
export const maskPhonesIn = (text: string): string =>
  text.replace(/\+[1-9]\d{6,14}(?!\d)/g, (number) => maskPhone(number));
