/** The operations that say who may call. */
import type { ProblemKind } from '../problems/problem.js';
import * as shapes from './access-shapes.js';
import type { Operation } from './openapi-types.js';

const A = '/api/v1/accounts';
const K = '/api/v1/auth/api-keys';

const account = { meaning: 'The account', shape: shapes.accountShape };
const key = { meaning: 'The key, without its secret', shape: shapes.keyShape };
const WRITTEN: ProblemKind[] = ['unauthorized', 'malformed-request', 'invalid-value', 'unavailable'];
const LISTED: ProblemKind[] = ['unauthorized', 'invalid-parameter'];
const madeKey = (meaning: string) => ({ meaning: `${meaning}; it is shown once`, shape: shapes.madeKeyShape });

export const ACCESS_OPERATIONS: Record<string, Operation> = {
  [`POST ${A}`]: {
    summary: 'Create an account (admins)',
    answers: { 201: account },
    problems: [...WRITTEN, 'account-exists'],
    isKeyed: true,
  },
  [`GET ${A}`]: {
    summary: 'List accounts by id (admins)',
    answers: { 200: { meaning: 'A page', shape: shapes.accountsShape } },
    problems: LISTED,
  },
  [`GET ${A}/{id}`]: {
    summary: 'Get an account (admins)',
    answers: { 200: account },
    problems: ['unauthorized', 'account-not-found'],
  },
  [`POST ${K}`]: {
    summary: 'Make an API key with at most the scopes of the caller',
    answers: { 201: madeKey('The key and its signing secret') },
    problems: [...WRITTEN, 'account-not-found'],
  },
  [`GET ${K}`]: {
    summary: 'List API keys, newest first',
    answers: { 200: { meaning: 'A page, without secrets', shape: shapes.keysShape } },
    problems: LISTED,
  },
  [`GET ${K}/{id}`]: {
    summary: 'Get an API key, without its secret',
    answers: { 200: key },
    problems: ['unauthorized', 'key-not-found'],
  },
  [`DELETE ${K}/{id}`]: {
    summary: 'Revoke an API key at once',
    answers: { 204: { meaning: 'It counts no more' } },
    problems: ['unauthorized', 'key-not-found', 'unavailable'],
  },
  [`POST ${K}/{id}/rotate`]: {
    summary: 'Replace an API key; the old one lives on through a grace period',
    answers: { 201: madeKey('The new key and its signing secret') },
    problems: [...WRITTEN, 'key-not-found', 'key-ended'],
    isBodyOptional: true,
  },
  'GET /api/v1/auth/events': {
    summary: 'List who let whom in, the latest first',
    answers: { 200: { meaning: 'A page', shape: shapes.accessEventsShape } },
    problems: LISTED,
  },
};
