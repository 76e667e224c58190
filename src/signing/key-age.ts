/** How long one key should sign: whoever copied it unseen can sign as the service until it is replaced and revoked. */
export const OLDEST_DAYS = 365;

const DAY_MS = 24 * 3600 * 1_000;

/** Whole days since the key was first used. */
export const ageInDays = ({ first_used_at }: { first_used_at: string }, now: Date): number =>
  Math.floor((now.getTime() - Date.parse(first_used_at)) / DAY_MS);

export const isTooOld = (key: { first_used_at: string }, now: Date): boolean => ageInDays(key, now) > OLDEST_DAYS;
