/** One thing in a good request made wrong, or strange. */
import type { Operation, Parameter } from './openapi-document.js';
import type { Random } from './random.js';
import type { SchemaValues } from './schema-values.js';

/** While it is put together. */
export interface Draft {
  ids: Record<string, string>;
  query: [name: string, value: string][];
  headers: Record<string, string>;
  value: unknown;
  /** Instead of the JSON of `value`. */
  rawBody?: string;
  rawQuery?: string;
  /** What must not be taken though no schema tells. */
  violations: string[];
}

const RAW_IDS = [
  '%',
  '%zz',
  '%00',
  '%c0%af',
  '%ff',
  '..%2f..%2fetc',
  '.',
  '..',
  '%20',
  '%F0%9F%98%80',
  "'%20OR%20'1'='1",
  '%2e%2e%2f',
  '{id}',
  '%0d%0aX:1',
  'a'.repeat(250),
  'null',
  '-1',
  'AG-2026-000000000',
];
const RAW_QUERIES = [
  '%',
  'limit=%zz',
  '=',
  '&&&',
  'limit[]=1',
  'limit[a]=1',
  '__proto__=1',
  '?',
  'x=%00',
  '%ff=%fe',
  `x=${'y'.repeat(4_000)}`,
  'limit=1;limit=2',
  'a?account_id=x%00',
  'account_id=x?%00',
  'cursor=x?%00',
  'external_id=?%00',
];
const RAW_BODIES = [
  '',
  ' ',
  '{',
  '{"a":1}}',
  '[]',
  'null',
  '"text"',
  '0',
  '{"a":NaN}',
  '\ufeff{}',
  '{"a":1,"a":2}',
  '\u0000',
  `{"a":${'['.repeat(100)}${']'.repeat(100)}}`,
  `{"a":"${'x'.repeat(70_000)}"}`,
];
const MEDIA_TYPES = [
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  '*/*',
  'x',
  'application/x-www-form-urlencoded',
  'application/json;;',
  'application/problem+json',
];
const WRONG_KEYS = [
  'ndy_test_wrong',
  '',
  ' ',
  'x'.repeat(300),
  "' OR 1=1",
  'ndy_test_00000000_11111111111111111111111111111111',
];

const OWN_ACCESS = /\/auth\/(password|logout|totp)/;

export class SpoiledDrafts {
  constructor(
    private readonly random: Random,
    private readonly values: SchemaValues,
    /** Valid keys that may less. */
    private readonly otherKeys: string[],
  ) {}

  spoil(draft: Draft, operation: Operation): Draft {
    const { random } = this;
    const ways: (() => Partial<Draft>)[] = [];
    const way = (times: number, spoil: () => Partial<Draft>) => ways.push(...Array(times).fill(spoil));
    const { body } = operation;
    if (body && draft.value !== undefined) {
      way(8, () => ({ value: this.values.spoiled(draft.value, body.schema) }));
      way(1, () => ({ rawBody: random.pick(RAW_BODIES) }));
      way(1, () => ({ headers: { ...draft.headers, 'Content-Type': random.pick(MEDIA_TYPES) } }));
    }
    const names = Object.keys(draft.ids);
    way(names.length, () => ({ ids: { ...draft.ids, [random.pick(names)]: random.pick(RAW_IDS) } }));
    way(operation.isGuarded ? 2 : 0, () => this.otherAccess(draft, operation));
    way(1, () => ({ rawQuery: random.pick(RAW_QUERIES) }));
    for (const parameter of operation.parameters) {
      way(parameter.in === 'path' ? 0 : 2, () => this.otherParameter(draft, parameter));
    }
    return sparingOperator({ ...draft, ...random.pick(ways)() }, operation);
  }

  private otherAccess(draft: Draft, { path }: Operation): Partial<Draft> {
    const { Authorization, 'X-API-Key': key, ...headers } = draft.headers;
    const isOthers = !OWN_ACCESS.test(path) && this.random.isLucky(0.4);
    if (isOthers) return { headers: { ...headers, 'X-API-Key': this.random.pick(this.otherKeys) } };
    if (this.random.isLucky(0.5)) return { headers, violations: ['it carries no credential'] };
    const wrong = this.random.pick(WRONG_KEYS);
    const given = this.random.pick<Record<string, string>>([
      { 'X-API-Key': wrong },
      { Authorization: `Bearer ${wrong}` },
    ]);
    return { headers: { ...headers, ...given }, violations: ['it carries a wrong credential'] };
  }

  private otherParameter(draft: Draft, { name, in: place }: Parameter): Partial<Draft> {
    const value = this.values.hostileText();
    if (place === 'header') {
      const text = this.random.pick([
        '',
        'x'.repeat(256),
        'x'.repeat(255),
        'ÿþ',
        ' ',
        value.replace(/[^\x20-\xff]/g, ''),
      ]);
      return { headers: { ...draft.headers, [name]: text } };
    }
    const others = draft.query.filter(([one]) => one !== name);
    const query = this.random.pick<[string, string][]>([
      [...others, [name, value]],
      [...others, [name, '1'], [name, '1']],
      others,
      [...draft.query, ['unknown', 'x']],
    ]);
    return { query };
  }
}

/** Five wrong passwords would lock the one who has to sign in again. */
function sparingOperator(draft: Draft, { path }: Operation): Draft {
  const value = draft.value as Record<string, unknown> | null | undefined;
  if (path.endsWith('/auth/login') && typeof value?.email === 'string') {
    return { ...draft, value: { ...value, email: 'nobody@example.com' } };
  }
  if (!/\/(password|disable)$/.test(path)) return draft;
  return { ...draft, headers: { ...draft.headers, Authorization: 'Bearer none' } };
}
