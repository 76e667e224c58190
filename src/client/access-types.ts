/** What is said about credentials. */
export type Scope =
  | 'contracts:read'
  | 'contracts:write'
  | 'contracts:confirm'
  | 'messages:read'
  | 'webhooks:manage'
  | 'audit:read'
  | 'keys:manage';

export interface NewApiKey {
  name: string;
  scopes: Scope[];
  /** A number and m, h or d. */
  expires_in?: string;
  /** Addresses and ranges it may come from. */
  allowed_ips?: string[];
  /** Admins only; the caller's own when left out. */
  account_id?: string;
  /** Sees every account. Admins only. */
  admin?: boolean;
}

export interface ApiKey {
  /** What names the key in an address. */
  id: string;
  /** What names it in a signed request, and to whom it is given. */
  key_id: string;
  name: string;
  account_id: string;
  scopes: Scope[];
  admin: boolean;
  allowed_ips: string[] | null;
  status: 'active' | 'expired' | 'revoked';
  created_by: string;
  created_at: string;
  expires_at: string | null;
  /** To the minute. */
  last_used_at: string | null;
  revoked_at: string | null;
  replaced_by: string | null;
}

export interface ApiKeyPage {
  api_keys: ApiKey[];
  next_cursor: string | null;
}

/** Both secrets are shown this once. */
export interface CreatedApiKey extends ApiKey {
  key: string;
  signing_secret: string;
}

export interface Login {
  email: string;
  password: string;
  totp_code?: string;
}

export interface LoginAnswer {
  token: string;
  refresh_token: string;
  /** Seconds. */
  expires_in: number;
}

/** What a client that logs in holds, for whoever must keep it over a restart: a refresh token serves once. */
export interface Tokens {
  token: string;
  refreshToken: string | null;
  /** Milliseconds since 1970; null when nobody said. */
  expiresAt: number | null;
}
