const NAME = /^[A-Za-z]+([/_+-][A-Za-z0-9]+)*$/; // not an offset such as +03:00, which some releases of Node also take
const LONGEST = 50;

/** Whether a text names a time zone of the IANA database that this Node knows. */
export function isTimeZone(name: string): boolean {
  if (name.length > LONGEST || !NAME.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false; // a RangeError is the only way to be told
  }
}
