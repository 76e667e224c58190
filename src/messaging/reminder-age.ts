/** A reminder that has waited for the carrier so long stays here: it would come at an hour that nobody chose. */
export const REMINDER_LEAVES_WITHIN_MS = 10 * 60_000;
