/** Which clocks may hang where a telephone is: the time zones of its number's country. */
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';

// A method by the standard, a property before Node 22.
type Zoned = Intl.Locale & { timeZones?: string[]; getTimeZones?: () => string[] };

const LONGEST_CALLING_CODE = 3;
const countriesOfCode = new Map<string, CountryCode[]>();
for (const country of getCountries()) {
  const code = getCountryCallingCode(country);
  countriesOfCode.set(code, [...(countriesOfCode.get(code) ?? []), country]);
}

const zonesOfCountry = new Map<CountryCode, readonly string[]>();

/**
 * IANA names; several where the country has several, or where the number may belong to several countries; none where
 * no country or zone is known.
 *
 * @param phoneNumber E.164
 */
export function timeZonesOf(phoneNumber: string): readonly string[] {
  const countries = countriesOf(phoneNumber);
  return countries.length === 1 ? zonesOf(countries[0]!) : [...new Set(countries.flatMap(zonesOf))];
}

function countriesOf(phoneNumber: string): readonly CountryCode[] {
  const codes = Array.from({ length: LONGEST_CALLING_CODE }, (_, i) => phoneNumber.slice(1, i + 2));
  const sharing = codes.map((code) => countriesOfCode.get(code)).find((found) => found !== undefined) ?? [];
  // Most countries have a calling code to themselves; reading a whole number costs many times as much.
  if (sharing.length <= 1) return sharing;
  const parsed = parsePhoneNumberFromString(phoneNumber);
  if (parsed?.country) return [parsed.country];
  const possible = parsed?.getPossibleCountries() ?? [];
  return possible.length > 0 ? possible : sharing;
}

function zonesOf(country: CountryCode): readonly string[] {
  const known = zonesOfCountry.get(country);
  if (known) return known;
  const locale = new Intl.Locale(`und-${country}`) as Zoned;
  const zones = locale.getTimeZones?.() ?? locale.timeZones ?? [];
  zonesOfCountry.set(country, zones);
  return zones;
}
