/** The header that says when to come again: whole seconds until that moment, at least one. */
export const retryAfter = (at: number, now: Date) => ({
  'Retry-After': String(Math.max(1, Math.ceil((at - now.getTime()) / 1_000))),
});
