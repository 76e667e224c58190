/** Every error a client can meet, by kind: the one table behind RFC 9457 answers and the `/problems/<kind>` pages. */
export const PROBLEMS = {
  'malformed-request': { status: 400, title: 'The request could not be read' },
  'invalid-parameter': { status: 400, title: 'A parameter is out of range' },
  unauthorized: { status: 401, title: 'A credential is needed' },
  'sign-in-refused': { status: 401, title: 'Signing in was refused' },
  'totp-code-needed': { status: 401, title: 'The password is right; a code is needed too' },
  'callback-not-proven': { status: 401, title: 'The callback carries no valid proof' },
  forbidden: { status: 403, title: 'This credential may not do that' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'contract-not-found': { status: 404, title: 'There is no such contract, or it is not yours to see' },
  'account-not-found': { status: 404, title: 'There is no such account' },
  'key-not-found': { status: 404, title: 'There is no such key, or it is not yours to see' },
  'endpoint-not-found': { status: 404, title: 'There is no such endpoint, or it is not yours to see' },
  'delivery-not-found': { status: 404, title: 'There is no such delivery' },
  'method-not-allowed': { status: 405, title: 'This address does not know that method' },
  'move-not-allowed': { status: 409, title: 'The contract cannot make that move from where it stands' },
  'contract-expired': { status: 409, title: 'The time to answer has passed' },
  'contract-not-pending': { status: 409, title: 'The contract no longer awaits an answer' },
  'nothing-decided': { status: 409, title: 'Nothing has been decided yet' },
  'external-id-taken': { status: 409, title: 'Another contract of this account has that external_id' },
  'account-exists': { status: 409, title: 'There is an account of that id' },
  'key-ended': { status: 409, title: 'The key is revoked, expired or replaced' },
  'too-many-open': { status: 409, title: 'This number has too many open contracts' },
  'endpoint-disabled': { status: 409, title: 'The endpoint is disabled' },
  'too-many-endpoints': { status: 409, title: 'The account has as many endpoints as it may have' },
  'totp-not-possible': { status: 409, title: 'That is not possible with the authenticator as it stands' },
  'request-in-progress': { status: 409, title: 'The first request with this key is still running' },
  erased: { status: 410, title: 'That was erased at the request of a person it named' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body has a content type this address does not read' },
  'invalid-value': { status: 422, title: 'A value is not acceptable' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key belongs to another request' },
  'wrong-code': { status: 422, title: 'The code is wrong, used or out of date' },
  'too-many-requests': { status: 429, title: 'Too often' },
  'budget-spent': { status: 429, title: 'The texts of the day are spent' },
  'prefix-paused': { status: 429, title: 'Numbers that begin like this one are not texted for now' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Not just now' },
} as const;

export type ProblemKind = keyof typeof PROBLEMS;

/** Where in the body a value is wrong (RFC 6901 pointer as URI fragment), and what would be accepted. */
export interface ValueFault {
  pointer: string;
  detail: string;
}

export interface ProblemExtras {
  errors?: ValueFault[];
  /** Further members of the answer, such as `current_status`. */
  members?: Record<string, unknown>;
  headers?: Record<string, string>;
  cause?: unknown;
}

export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(detail, { cause: extras.cause });
  }

  get status(): number {
    return PROBLEMS[this.kind].status;
  }
}
