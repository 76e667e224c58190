/** Turns what a client sent into a proposal: numbers normalised, defaults filled in, the same number twice refused. */

import { durationMs } from '../config/duration.js';
import type { Env } from '../config/env.js';
import type { Proposal } from '../confirmations/proposals.service.js';
import { parsePhone } from '../phones/phone-number.js';
import { Problem, type ValueFault } from '../problems/problem.js';
import { faultyValue } from '../problems/schema-pipe.js';
import type { CreateBody } from './contracts.schemas.js';

export function proposalOf(body: CreateBody, env: Env): Proposal {
  const { parties, faults } = readParties(body.parties, env);
  if (faults.length > 0) throw faultyValue(faults, true);
  return {
    contractType: body.contract_type,
    terms: body.terms,
    transcript: body.transcript,
    externalId: body.external_id ?? null,
    expiresInMs: durationMs(body.expires_in ?? env.confirmation.contractExpiresIn)!,
    parties,
  };
}

/** Each party with its number in E.164, and what is wrong with the numbers. */
export function readParties(given: CreateBody['parties'], env: Env) {
  const faults: ValueFault[] = [];
  const seen = new Map<string, number>();
  const parties = given.map((party, i) => {
    const pointer = `#/parties/${i}/phone_number`;
    const parsed = parsePhone(party.phone_number, env.defaults.region, env.texting.countries);
    if ('fault' in parsed) faults.push({ pointer, detail: parsed.fault });
    const phone_number = 'fault' in parsed ? '' : parsed.phoneNumber;
    const earlier = phone_number === '' ? undefined : seen.get(phone_number);
    if (earlier !== undefined) faults.push({ pointer, detail: `is the same number as that of parties/${earlier}` });
    seen.set(phone_number, i);
    const { name, role, language = env.defaults.language } = party;
    return { name, role, phone_number, language };
  });
  return { parties, faults };
}

/** A number a client names, in E.164. */
export function phoneOf(text: string, env: Env, kind: 'invalid-value' | 'invalid-parameter' = 'invalid-value'): string {
  const parsed = parsePhone(text, env.defaults.region);
  if ('phoneNumber' in parsed) return parsed.phoneNumber;
  const errors = [{ pointer: '#/phone_number', detail: parsed.fault }];
  throw new Problem(kind, `phone_number ${parsed.fault}`, { errors });
}
