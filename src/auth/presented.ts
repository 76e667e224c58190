/** The credentials a request carries, of the schemes in force: one is right, more are a mistake or an attack. */
import type { FastifyRequest } from 'fastify';
import { valuesOf } from '../api-keys/signed-request.js';
import type { Env } from '../config/env.js';
import type { Scheme } from './refused.js';

export interface Presented {
  scheme: Scheme;
  value: string;
}

/** Repeated ones too: of two Authorization headers Node would show the first alone. */
export function listPresented(request: FastifyRequest, { schemes, apiKeyInQuery }: Env['auth']): Presented[] {
  const takesKeys = schemes.includes('api-key');
  const takesSignatures = schemes.includes('signature');
  const { rawHeaders } = request.raw;
  const found: Presented[] = [];
  const texts = request.headers.authorization === undefined ? [] : valuesOf(rawHeaders, 'authorization');
  for (const text of texts) {
    const [, scheme = '', value = ''] = /^(\S*) *(.*)$/.exec(text) ?? []; // what stands behind the value spoils it
    if (/^bearer$/i.test(scheme)) found.push({ scheme: 'Bearer', value });
    if (/^api-key$/i.test(scheme) && takesKeys) found.push({ scheme: 'Api-Key', value });
  }
  if (!takesKeys && !takesSignatures) return found;
  const isSigned = takesSignatures && (!takesKeys || request.headers['x-api-signature'] !== undefined);
  const scheme = isSigned ? 'Signature' : 'Api-Key';
  if (request.headers['x-api-key'] !== undefined) {
    for (const value of valuesOf(rawHeaders, 'x-api-key')) found.push({ scheme, value });
  }
  const inQuery = takesKeys && apiKeyInQuery ? keyInQuery(request) : undefined;
  if (inQuery !== undefined) found.push({ scheme: 'Api-Key', value: inQuery });
  return found;
}

function keyInQuery({ query }: FastifyRequest): string | undefined {
  const parameters = query as Record<string, unknown>;
  if (parameters.api_key === undefined) return undefined;
  const value = String(parameters.api_key);
  delete parameters.api_key; // a route's own parameters are all that is left
  return value;
}
