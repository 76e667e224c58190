/** The form of new terms for a contract that is there already. */
import type { Env } from '../config/env.js';
import type { Amendable } from '../confirmations/proposals.service.js';
import { type KeptDocument, readDocument } from '../contracts/contract-document.js';
import type { ContractView } from '../contracts/contracts.service.js';
import { currencyOf } from '../contracts/currencies.js';
import { type Html, html } from '../look/html.js';
import type { Language } from '../texts/wording.js';
import { renewKey, type Shown } from './contract-form.page.js';
import { type Draft, readDraft } from './draft.js';
import { draftBody } from './draft.page.js';
import { checkTerms } from './draft-check.js';
import { furtherFields, termFields } from './draft-fields.page.js';
import { draftOfTerms, keptOf } from './draft-terms.js';
import { wordingOf } from './draft-wording.js';
import { previewPart } from './preview.page.js';

export interface Amended extends Amendable {
  /** The latest terms that stand or wait for answers. */
  document: KeptDocument;
}

export function amendedOf({ contract, standing, proposal }: ContractView): Amended {
  const versions = { standing: standing.version, proposal: proposal?.version.version ?? null };
  return { status: contract.status, ...versions, document: readDocument((proposal?.version ?? standing).document) };
}

/** What a form was made from, as it comes back with it. */
export const stateOf = ({ status, standing, proposal }: Amendable): string =>
  `${status} ${standing} ${proposal ?? '-'}`;

export const draftOfAmended = ({ document }: Amended): Draft => ({
  ...readDraft(new URLSearchParams()),
  ...draftOfTerms(document.terms),
});

export function amendBody(language: Language, env: Env, amended: Amended, draft: Draft, shown: Shown): Html {
  const { amend } = wordingOf(language);
  const { contract_id, terms } = amended.document;
  const path = `/console/contracts/${contract_id}`;
  const lookPath = `${path}/amend/preview`;
  const view = {
    language,
    lookPath,
    faults: shown.faults ?? [],
    currency: currencyOf(env.defaults.region),
    isNew: false,
  };
  const kept = keptOf(terms);
  return draftBody(view, {
    ...{ title: amend.title(contract_id), path: `${path}/amend`, submit: amend.submit, notice: shown.notice ?? html`` },
    lead: html`<p class="lead">${amended.status === 'pending' ? amend.pending : amend.confirmed}${amended.proposal !== null && ` ${amend.waiting}`}</p><p><a href="${path}">${amend.back}</a></p>`,
    hidden: { idempotency_key: renewKey(draft.plain.idempotency_key), from: stateOf(amended) },
    fields: html`<section class="card">${termFields(view, draft)}</section>
<section class="card">${furtherFields(view, draft.further)}${kept.length > 0 && html`<h3>${amend.kept}</h3><ul class="kept">${kept.map(([name, value]) => html`<li><bdi>${name}</bdi>: <code>${JSON.stringify(value)}</code></li>`)}</ul>`}</section>`,
    preview: amendPreview(language, env, amended, draft),
  });
}

/** The texts of the version to come. */
export function amendPreview(language: Language, env: Env, { document, ...amended }: Amended, draft: Draft): Html {
  const { terms } = checkTerms(draft, document.terms);
  const { contract_type, transcript = '', parties } = document;
  const asked = { contractType: contract_type, terms, transcript, parties, keyword: env.confirmation.keyword };
  const version = Math.max(amended.standing, amended.proposal ?? 0) + 1;
  return previewPart(language, draft, Object.keys(terms).length === 0 ? null : { ...asked, version });
}
