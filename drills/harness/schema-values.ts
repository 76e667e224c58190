/** Values made from a JSON Schema: good ones, and ones that are spoiled somewhere. */
import type { ApiDocument, Schema } from './openapi-document.js';
import type { Random } from './random.js';

/** What a field of that name may well hold; undefined: whatever its schema says. */
export type Hint = (name: string) => unknown;
/** Better left out. */
export const OMIT = Symbol('leave it out');

const LONG = 8_000; // longer than any field may be, shorter than what Node reads of an address
// No schema can tell that one of two must be given, or one with the other.
const NEEDED = new Set(['phone_number', 'terms', 'client_id', 'client_secret']);
export const HOSTILE = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'x\udfff',
    '\u202etxt.exe',
    'مرحبا بالعالم',
    '👩‍👩‍👧‍👦🇰🇪',
    '\u200b',
    'e\u0301'.repeat(300),
  ],
  ...["' OR 1=1 --", '"; DROP TABLE contracts; --', '%', '_', '\\', '#{7*7}', '{{7*7}}', '<script>alert(1)</script>'],
  ...['../../etc/passwd', '__proto__', 'constructor', 'null', 'undefined', 'NaN', 'true', '-1', '0', '1e309', '0x10'],
  ...[
    '9007199254740993',
    '99999999999999999999',
    '2026-02-30',
    '2026-12-15T25:00:00Z',
    '+254',
    '\r\nX-Evil: 1',
    '\uffff',
  ],
];
const NUMBERS = [
  0,
  -0,
  -1,
  1,
  0.1,
  1.5,
  100,
  101,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  1e15,
  1e21,
  1e308,
  5e-324,
];
const OTHER_TYPES = [null, true, false, 0, -1, '', 'text', [], {}, [null], { a: 1 }];
const FURTHER_KEYS = ['lot', 'grade', '__proto__x', 'a.b', 'ключ', '😀', 'toString'];
const CANDIDATES = [
  ...['1', '20', '123456', '2026-12-15', '2026-12-15T10:00:00Z', 'green-valley', 'text', 'a longer text of some words'],
];

export class SchemaValues {
  constructor(
    private readonly random: Random,
    private readonly document: ApiDocument,
  ) {}

  good(given: Schema, hint: Hint, name = ''): unknown {
    const schema = this.document.resolve(given);
    const hinted = hint(name);
    if (hinted !== undefined && hinted !== OMIT) return hinted;
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return this.random.pick(schema.enum);
    if (schema.anyOf) return this.good(this.random.pick(schema.anyOf), hint, '');
    const type = Array.isArray(schema.type) ? this.random.pick(schema.type) : schema.type;
    if (type === 'object') return this.object(schema, hint);
    if (type === 'array') return this.list(schema, hint);
    if (type === 'boolean') return this.random.isLucky(0.5);
    if (type === 'null') return null;
    if (type === 'integer' || type === 'number') return this.number(schema, type === 'integer');
    return this.text(schema);
  }

  /** The same value with one thing changed that is likely, not certain, to be refused. */
  spoiled(value: unknown, given: Schema): unknown {
    const schema = this.document.resolve(given);
    const goesDeeper = this.random.isLucky(0.6);
    if (goesDeeper && Array.isArray(value) && value.length > 0) {
      const at = this.random.below(value.length);
      return value.map((one, i) => (i === at ? this.spoiled(one, schema.items ?? {}) : one));
    }
    if (isObject(value) && Object.keys(value).length > 0) {
      const key = this.random.pick(Object.keys(value));
      const inner = schema.properties?.[key] ?? (schema.additionalProperties as Schema);
      if (goesDeeper) return { ...value, [key]: this.spoiled(value[key], isObject(inner) ? inner : {}) };
      if (this.random.isLucky(0.4)) return this.withExtraKey(value);
      if (this.random.isLucky(0.5)) return Object.fromEntries(Object.entries(value).filter(([one]) => one !== key));
    }
    if (Array.isArray(value) && this.random.isLucky(0.5)) {
      return Array.from({ length: this.random.pick([0, 1, 51, 200]) }, (_, i) => value[i % value.length] ?? null);
    }
    if (typeof value === 'number' && this.random.isLucky(0.6)) return this.random.pick(NUMBERS);
    if (typeof value === 'string' && this.random.isLucky(0.6)) return this.hostileText(schema.maxLength);
    return this.random.pick(OTHER_TYPES);
  }

  hostileText(maxLength?: number): string {
    if (this.random.isLucky(0.8)) return this.random.pick(HOSTILE);
    if (maxLength !== undefined && maxLength < LONG) return 'é'.repeat(maxLength + this.random.below(2));
    return 'x'.repeat(this.random.pick([256, 501, 5_000, LONG]));
  }

  private withExtraKey(value: object): unknown {
    return { ...value, [this.random.pick(['unknown', 'Status', ' ', 'status ', 'id', 'constructor'])]: 'x' };
  }

  private object(schema: Schema, hint: Hint): unknown {
    const required = new Set(schema.required);
    const made: [string, unknown][] = [];
    for (const [key, inner] of Object.entries(schema.properties ?? {})) {
      const isUnwanted = hint(key) === OMIT || (!NEEDED.has(key) && this.random.isLucky(0.4));
      if (!required.has(key) && isUnwanted) continue;
      made.push([key, this.good(inner, hint, key)]);
    }
    if (isObject(schema.additionalProperties) && this.random.isLucky(0.5)) {
      made.push([this.random.pick(FURTHER_KEYS), this.further(2)]);
    }
    return Object.fromEntries(made);
  }

  /** Any JSON that is not too deep. */
  private further(depth: number): unknown {
    if (depth === 0 || this.random.isLucky(0.5))
      return this.random.pick([...CANDIDATES, ...HOSTILE.slice(6), 1, true, null]);
    const inner = Array.from({ length: this.random.below(3) }, () => this.further(depth - 1));
    return this.random.isLucky(0.5) ? inner : Object.fromEntries(inner.map((one, i) => [`k${i}`, one]));
  }

  private list(schema: Schema, hint: Hint): unknown[] {
    const least = schema.minItems ?? 0;
    const length = Math.min(schema.maxItems ?? least + 3, least + this.random.below(3));
    const items = Array.from({ length }, () => this.good(schema.items ?? {}, hint));
    return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
  }

  private number(schema: Schema, isWhole: boolean): number {
    const [least, most] = [schema.minimum ?? 0, schema.maximum ?? 1_000_000];
    const any = this.random.pick([least, most, this.random.between(least, most)]);
    return isWhole ? Math.round(any) : any;
  }

  private text(schema: Schema): string {
    const candidates = CANDIDATES.filter((text) => this.document.accepts(schema, text));
    return candidates.length > 0 ? this.random.pick(candidates) : 'x';
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
