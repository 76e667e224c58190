/** Cookies (RFC 6265): reading one, writing one. */

/** The value of the first cookie of that name; undefined without one. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

export interface CookieRules {
  /** Absent: until the browser is closed; 0 takes it away. */
  maxAgeS?: number;
  sameSite: 'Strict' | 'Lax';
  isSecure: boolean;
}

/** For the whole site, and out of reach of scripts. */
export function writeCookie(name: string, value: string, { maxAgeS, sameSite, isSecure }: CookieRules): string {
  const age = maxAgeS === undefined ? '' : `; Max-Age=${maxAgeS}`;
  return `${name}=${value}; Path=/${age}; HttpOnly; SameSite=${sameSite}${isSecure ? '; Secure' : ''}`;
}
