/** A problem as a small page, and the page behind each problem's `type`. */
import { renderPage } from '../look/frame.js';
import { html } from '../look/html.js';
import { PROBLEMS, type ProblemKind } from './problem.js';

export interface ShownProblem {
  type: string;
  title: string;
  status: number;
  detail: string;
  request_id: string;
  errors?: { pointer: string; detail: string }[];
}

export const renderProblemPage = (problem: ShownProblem): string =>
  renderPage({
    ...{ title: problem.title, language: 'en', path: null },
    body: html`<h1>${problem.title}</h1>
<p class="lead">${problem.detail}</p>
${problem.errors && html`<ul>${problem.errors.map((error) => html`<li><code>${error.pointer}</code> ${error.detail}</li>`)}</ul>`}
<p class="quiet">${problem.status} · <a href="${problem.type}">what this means</a> · request ${problem.request_id}</p>`,
  });

/** What to do about it, in words; a kind without an entry does not compile. */
export const MEANINGS: Record<ProblemKind, string> = {
  'malformed-request':
    'The body is not JSON, or is JSON that can be read in two ways, such as a key that stands twice.',
  'invalid-parameter': 'A parameter of the address is unknown or out of range; `errors` names it and what is accepted.',
  unauthorized:
    'Send one credential: an API key, a signed request, the token that signing in returned, or the manage_token that creating the contract returned. `detail` says which count here.',
  'sign-in-refused':
    'Check what you typed; after five wrong tries wait fifteen minutes. An operator of this service can unlock you.',
  'totp-code-needed': 'Send the same request with `totp_code`: six digits of your authenticator, or a recovery code.',
  'callback-not-proven': 'Use the address that `npm run cli -- callbacks` prints, or sign the raw body.',
  forbidden: 'The credential is good, but not for this; `required_scope` or `required_role` names what is missing.',
  'not-found': 'Check the address.',
  'contract-not-found': 'Check the id. Contracts of other accounts are answered in the same way.',
  'account-not-found': 'Check the id; `GET /api/v1/accounts` lists them for admins.',
  'key-not-found': 'Check the id. Keys of other accounts are answered in the same way.',
  'endpoint-not-found': 'Check the id. Endpoints of other accounts are answered in the same way.',
  'delivery-not-found': 'Check the id. Deliveries are kept for the time that WEBHOOK_RETENTION says.',
  'method-not-allowed': 'The header `Allow` lists the methods this address knows.',
  'move-not-allowed': '`current_status` says where the contract stands, `allowed_moves` what it can do from there.',
  'contract-expired': 'The answer came too late and changed nothing. The issuer can propose the contract anew.',
  'contract-not-pending': 'The contract was decided, withdrawn or replaced; `current_status` says which.',
  'nothing-decided': 'A receipt is issued once every party has said yes, or one has said no.',
  'external-id-taken': 'A contract with this external_id exists: it may be the one you meant to create.',
  'account-exists': 'Choose another id, or leave it out to have one made up.',
  'key-ended': 'Make a new key in its place.',
  'too-many-open': 'Wait until some of the open contracts of this number are decided.',
  'endpoint-disabled':
    'Once the receiver works again, enable it: `PATCH` with `{ "enabled": true }`. What waited meanwhile goes out then.',
  'too-many-endpoints': 'Delete an endpoint that is no longer needed.',
  'totp-not-possible': 'Set up, then verify with a first code; turn codes off before setting up anew.',
  'request-in-progress': 'Send the same request again: once the first is done you get its answer.',
  erased:
    'The document, the receipt and the texts are gone. The hashes stay, and so does the place in the log: a receipt that somebody kept still verifies.',
  'payload-too-large':
    'A body may have at most 64 KiB, a receipt to verify 1 MiB. The command `verify` takes receipts of 8 MB.',
  'unsupported-media-type': 'Send `Content-Type: application/json`; carrier callbacks are form-encoded.',
  'invalid-value': '`errors` lists each value that is not acceptable, where it stands, and what is accepted.',
  'idempotency-key-reused':
    'Use a new key for a new request. The same key, method, address and body give the first answer again, for a day.',
  'wrong-code': 'Ask for a new code by sending the request without `code`. Five tries each.',
  'too-many-requests': 'Wait as long as `Retry-After` says.',
  'budget-spent':
    'Wait until midnight UTC, as `Retry-After` says, or ask the operator to raise SMS_BUDGET, or SMS_BUDGET_TOTAL. Nothing was stored.',
  'prefix-paused':
    'So many texts to numbers that begin alike went unanswered that nobody is asked there any more (SMS_UNANSWERED_LIMIT). It ends when a text comes from one of them, or when an operator says `prefixes resume`. Nothing was stored.',
  'internal-error': 'A fault of ours; nothing was stored. Tell the operator the request_id.',
  unavailable:
    'Try again after as many seconds as `Retry-After` says. Nothing was stored, unless `detail` says otherwise.',
};

export const isProblemKind = (kind: string): kind is ProblemKind => Object.hasOwn(PROBLEMS, kind);

export const renderMeaningPage = (kind: ProblemKind): string =>
  renderPage({
    ...{ title: PROBLEMS[kind].title, language: 'en', path: null },
    body: html`<h1>${PROBLEMS[kind].title}</h1><p class="lead">${MEANINGS[kind]}</p>
<p class="quiet"><code>${kind}</code> · HTTP ${PROBLEMS[kind].status}</p>`,
  });

/** Every kind, and what to do about it. */
export const renderMeaningsPage = (): string =>
  renderPage({
    ...{ title: 'Problems', language: 'en', path: null },
    body: html`<h1>Problems</h1><p class="lead">What an answer that is an error may be about (RFC 9457), and what to do.</p>
<ul class="rows">${Object.entries(PROBLEMS).map(
      ([
        kind,
        { title, status },
      ]) => html`<li><h2><a href="/problems/${kind}">${title}</a></h2><p>${MEANINGS[kind as ProblemKind]}</p>
<p class="quiet"><code>${kind}</code> · HTTP ${status}</p></li>
`,
    )}</ul>`,
  });
