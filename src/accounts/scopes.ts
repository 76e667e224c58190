/** What a credential may be allowed, and what each operator's role allows. */
export const SCOPES = [
  'contracts:read',
  'contracts:write',
  'contracts:confirm',
  'messages:read',
  'webhooks:manage',
  'audit:read',
  'keys:manage',
] as const;
export type Scope = (typeof SCOPES)[number];
export type Scopes = ReadonlySet<Scope>;

export const EVERYTHING: Scopes = new Set(SCOPES);
export const READING: Scopes = new Set<Scope>(['contracts:read', 'messages:read', 'audit:read']);
export const NOTHING: Scopes = new Set();

export const EDITING: Scopes = new Set<Scope>([...READING, 'contracts:write', 'contracts:confirm']);

/** An admin's account is where its own contracts go; it sees the others' too. */
const ROLE_SCOPES = { viewer: READING, editor: EDITING, manager: EVERYTHING, admin: EVERYTHING } as const;

export type Role = keyof typeof ROLE_SCOPES;
export const ROLES = Object.keys(ROLE_SCOPES) as Role[];
export const scopesOfRole = (role: Role): Scopes => ROLE_SCOPES[role];

const isScope = (word: string): word is Scope => (SCOPES as readonly string[]).includes(word);

/** As a column or an OAuth `scope` holds them, divided by spaces; words that are none are left out. */
export const readScopes = (text: string): Scopes => new Set(text.split(' ').filter(isScope));
export const writeScopes = (scopes: Iterable<Scope>): string => [...new Set(scopes)].join(' ');
