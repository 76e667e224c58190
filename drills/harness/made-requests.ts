/** Requests made from the OpenAPI document, good or spoiled, each with what in it breaks the document's rules. */
import { createHmac } from 'node:crypto';
import type { Known } from './known.js';
import type { ApiDocument, Operation, Parameter } from './openapi-document.js';
import type { Random } from './random.js';
import { HOSTILE, OMIT, SchemaValues } from './schema-values.js';
import { type Draft, SpoiledDrafts } from './spoiled-drafts.js';

export interface MadeRequest {
  operation: Operation;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** What the body says, where it is JSON. */
  value: unknown;
  /** Why it must not be answered 2xx; empty: it may be. */
  violations: string[];
  isSpoiled: boolean;
}

export interface Credentials {
  admin: string;
  /** Valid keys that may less. */
  others: string[];
}

const OWN_ACCESS = /\/auth\/(password|logout|totp)/;
export class MadeRequests {
  private readonly values: SchemaValues;
  private readonly drafts: SpoiledDrafts;

  constructor(
    private readonly random: Random,
    private readonly document: ApiDocument,
    private readonly known: Known,
    private readonly credentials: Credentials,
    private readonly webhookSecret: string,
  ) {
    this.values = new SchemaValues(random, document);
    this.drafts = new SpoiledDrafts(random, this.values, credentials.others);
  }

  next(operation: Operation, isSpoiled: boolean): MadeRequest {
    const good = this.draft(operation);
    const draft = isSpoiled ? this.drafts.spoil(good, operation) : good;
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => draft.ids[name] ?? name);
    const query = draft.rawQuery ?? draft.query.map((pair) => pair.map(encode).join('=')).join('&');
    const body = draft.rawBody ?? bodyOf(operation, draft.value);
    const headers: Record<string, string> = { ...draft.headers };
    if (body !== undefined && operation.path.includes('/webhooks/')) this.sign(operation, headers, body);
    const violations = [...draft.violations, ...this.violations(operation, draft, body)];
    return {
      operation,
      path: query ? `${path}?${query}` : path,
      headers,
      body,
      value: draft.value,
      violations,
      isSpoiled,
    };
  }

  private draft(operation: Operation): Draft {
    const ids = Object.fromEntries(
      of(operation, 'path').map(({ name }) => [name, encodeURIComponent(this.known.idFor(operation.path, name))]),
    );
    const hint = this.known.hintsFor(operation, ids.id);
    const parameters = [...of(operation, 'query'), ...of(operation, 'header')].flatMap((parameter) => {
      const isLeftOut = !parameter.required && (hint(parameter.name) === OMIT || this.random.isLucky(0.5));
      return isLeftOut
        ? []
        : [{ ...parameter, value: String(this.values.good(parameter.schema, hint, parameter.name)) }];
    });
    const pairs = (place: string) =>
      parameters.filter((one) => one.in === place).map((one) => [one.name, one.value] as [string, string]);
    const { body } = operation;
    const isSent = body !== null && (body.isRequired || this.random.isLucky(0.6));
    return {
      ids,
      violations: [],
      query: pairs('query'),
      headers: {
        ...Object.fromEntries(pairs('header')),
        ...this.access(operation),
        ...(isSent && { 'Content-Type': body.mediaType }),
        ...callbackType(operation),
      },
      value: isSent ? this.values.good(body.schema, hint) : callbackForm(operation, this.random),
    };
  }

  private access({ path, isGuarded }: Operation): Record<string, string> {
    if (OWN_ACCESS.test(path)) return { Authorization: `Bearer ${this.known.token ?? 'none'}` };
    return isGuarded || path.includes('/simulator/') || path.includes('/contracts/')
      ? { 'X-API-Key': this.credentials.admin }
      : {};
  }

  private sign({ path }: Operation, headers: Record<string, string>, body: string): void {
    if (this.random.isLucky(0.1)) return;
    const stamp = String(Math.floor(Date.now() / 1_000));
    const isPhone = path.endsWith('/android');
    const hmac = createHmac('sha256', this.webhookSecret).update(isPhone ? body + stamp : body);
    headers['X-Signature'] = hmac.digest('hex');
    if (isPhone) headers['X-Timestamp'] = stamp;
  }

  private violations(operation: Operation, draft: Draft, body: string | undefined): string[] {
    const found: string[] = [];
    for (const parameter of operation.parameters) {
      if (parameter.in === 'path' || (parameter.in === 'query' && draft.rawQuery !== undefined)) continue;
      const given =
        parameter.in === 'header'
          ? headerOf(draft, parameter.name)
          : draft.query.filter(([name]) => name === parameter.name).map(([, value]) => value);
      if (given.length === 0 && parameter.required) found.push(`${parameter.name} is missing`);
      if (given.length > 1) found.push(`${parameter.name} is given twice`);
      if (given.length === 1 && !this.document.accepts(parameter.schema, given[0]))
        found.push(`${parameter.name} is not as its schema`);
    }
    return [...found, ...this.bodyViolations(operation, draft, body)];
  }

  private bodyViolations({ body: described }: Operation, draft: Draft, body: string | undefined): string[] {
    if (!described) return [];
    if (body === undefined || body === '') return described.isRequired ? ['the body is missing'] : [];
    const mediaType = draft.headers['Content-Type']!.split(';', 1)[0]!.trim();
    if (mediaType !== described.mediaType) return [`the body is ${mediaType}`];
    const value = readBody(mediaType, body);
    if (value === undefined) return ['the body is no JSON'];
    return this.document.accepts(described.schema, value) ? [] : ['the body is not as its schema'];
  }
}

const of = ({ parameters }: Operation, place: Parameter['in']): Parameter[] =>
  parameters.filter((one) => one.in === place);

const headerOf = ({ headers }: Draft, name: string): string[] =>
  headers[name] === undefined ? [] : [headers[name].trim()];

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());

function bodyOf({ body, path }: Operation, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (path.endsWith('/android') || (body && !body.mediaType.includes('form'))) return JSON.stringify(value);
  const form = new URLSearchParams();
  for (const [name, one] of Object.entries(value ?? {})) form.append(name, String(one).toWellFormed());
  return form.toString();
}

function readBody(mediaType: string, body: string): unknown {
  if (mediaType.includes('form')) return Object.fromEntries(new URLSearchParams(body));
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const isCallback = ({ path }: Operation): boolean => path.includes('/webhooks/');

const callbackType = (operation: Operation): Record<string, string> =>
  isCallback(operation)
    ? { 'Content-Type': operation.path.endsWith('/android') ? 'application/json' : 'application/x-www-form-urlencoded' }
    : {};

/** The document says nothing of what carriers post: any form is taken, once it is proven. */
function callbackForm(operation: Operation, random: Random): unknown {
  if (!isCallback(operation)) return undefined;
  const fields = [
    'from',
    'to',
    'text',
    'id',
    'date',
    'status',
    'phoneNumber',
    'failureReason',
    'senderId',
    'event',
    'payload',
  ];
  return Object.fromEntries(
    fields.filter(() => random.isLucky(0.6)).map((name) => [name, random.pick([...HOSTILE, '+254712345678'])]),
  );
}
