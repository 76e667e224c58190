/** What signing in, and what follows from it, is asked with. */
import { z } from 'zod';

const text = (what: string, max: number) =>
  z
    .string({ error: `must be ${what}` })
    .min(1, { error: 'must not be empty' })
    .max(max, { error: `may have at most ${max} characters` });
const object = { error: 'must be a JSON object' };

const email = text('an email address', 254);
const password = text('a password', 512);
const totp_code = text('six digits, or a recovery code', 40);
const refresh_token = text('the refresh_token that signing in returned', 100);

export const loginSchema = z.strictObject({ email, password, totp_code: totp_code.optional() }, object);
export const refreshSchema = z.strictObject({ refresh_token }, object);
export const logoutSchema = z.strictObject({ refresh_token: refresh_token.optional() }, object);
export const passwordSchema = z.strictObject({ current: password, new: password }, object);
export const verifySchema = z.strictObject({ totp_code }, object);
export const disableSchema = z.strictObject({ password, totp_code }, object);

export type LoginBody = z.infer<typeof loginSchema>;
export type LogoutBody = z.infer<typeof logoutSchema>;
export type PasswordBody = z.infer<typeof passwordSchema>;
export type DisableBody = z.infer<typeof disableSchema>;
