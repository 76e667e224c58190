/** What a call can end with when it does not end well: the service's own no, somebody else's answer, or none. */
export const PROBLEM_KINDS = [
  'malformed-request',
  'invalid-parameter',
  'unauthorized',
  'sign-in-refused',
  'totp-code-needed',
  'callback-not-proven',
  'forbidden',
  'not-found',
  'contract-not-found',
  'account-not-found',
  'key-not-found',
  'endpoint-not-found',
  'delivery-not-found',
  'method-not-allowed',
  'move-not-allowed',
  'contract-expired',
  'contract-not-pending',
  'nothing-decided',
  'external-id-taken',
  'account-exists',
  'key-ended',
  'too-many-open',
  'endpoint-disabled',
  'too-many-endpoints',
  'totp-not-possible',
  'request-in-progress',
  'erased',
  'payload-too-large',
  'unsupported-media-type',
  'invalid-value',
  'idempotency-key-reused',
  'wrong-code',
  'too-many-requests',
  'budget-spent',
  'prefix-paused',
  'internal-error',
  'unavailable',
] as const;

export type ProblemKind = (typeof PROBLEM_KINDS)[number];

/** Where in the body a value is wrong (JSON pointer as URI fragment), and what would be accepted. */
export interface ValueFault {
  pointer: string;
  detail: string;
}

export interface ProblemFacts {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors: readonly ValueFault[];
  requestId: string | null;
  members: Readonly<Record<string, unknown>>;
  /** What `Retry-After` said. */
  retryAfterMs: number | null;
}

/** The service refused, and says why (RFC 9457). */
export class NdiyoProblem extends Error implements ProblemFacts {
  override readonly name = 'NdiyoProblem';
  readonly type: string;
  /** The last part of `type`; 'unknown' for a kind that is newer than this client. */
  readonly kind: ProblemKind | 'unknown';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors: readonly ValueFault[];
  readonly requestId: string | null;
  /** Further members of the answer, such as `current_status`, `allowed_moves` or `required_scope`. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | null;

  constructor(facts: ProblemFacts) {
    super([`${facts.status} ${facts.detail || facts.title}`, ...facts.errors.map(faultText)].join('; '));
    this.type = facts.type;
    this.kind = kindOf(facts.type);
    this.title = facts.title;
    this.status = facts.status;
    this.detail = facts.detail;
    this.errors = facts.errors;
    this.requestId = facts.requestId;
    this.members = facts.members;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

const faultText = ({ pointer, detail }: ValueFault): string => `${pointer} ${detail}`;

function kindOf(type: string): ProblemKind | 'unknown' {
  const name = type.slice(type.lastIndexOf('/') + 1);
  return PROBLEM_KINDS.find((kind) => kind === name) ?? 'unknown';
}

/** No answer came; `cause` is what `fetch` said, or a TimeoutError. A write may or may not have been done. */
export class NdiyoUnreachable extends Error {
  override readonly name = 'NdiyoUnreachable';
}

/** Something answered, but not as the service does: a proxy's page, a redirect, or another server altogether. */
export class NdiyoUnexpected extends Error {
  override readonly name = 'NdiyoUnexpected';

  constructor(
    message: string,
    readonly status: number,
    readonly retryAfterMs: number | null,
  ) {
    super(message);
  }
}
