/** The fields of a JSON Schema as rows that a person reads. */

export interface FieldRow {
  /** Such as `parties[].phone_number`. */
  name: string;
  type: string;
  isRequired: boolean;
  /** What else is asked of it, in words. */
  rules: string[];
}

/** The members of a schema that are read here. */
interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  description?: string;
  default?: unknown;
  examples?: unknown[];
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

const DEEPEST = 4;
const MOST_VALUES = 24;
const WORDS: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  array: 'list',
  boolean: 'true or false',
};

export function fieldsOf(schema: unknown, prefix = '', depth = 0): FieldRow[] {
  const { properties = {}, required = [] } = objectIn(schema as Schema);
  return Object.entries(properties).flatMap(([key, member]) => {
    const name = prefix + key;
    const row = { name, type: typeOf(member), isRequired: required.includes(key), rules: rulesOf(member) };
    const inner = objectIn(member.items ?? member);
    const isDeeper = inner.properties !== undefined && depth < DEEPEST;
    return [row, ...(isDeeper ? fieldsOf(inner, `${name}${member.items ? '[]' : ''}.`, depth + 1) : [])];
  });
}

/** The object among several shapes, such as one that may be null. */
const objectIn = (schema: Schema): Schema => schema.anyOf?.find(({ properties }) => properties !== undefined) ?? schema;

function typeOf({ type, anyOf, enum: values, const: value }: Schema): string {
  if (value !== undefined) return JSON.stringify(value);
  if (values) return 'one of';
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(' or ');
  return type === undefined
    ? 'any JSON'
    : [type]
        .flat()
        .map((one) => WORDS[one] ?? one)
        .join(' or ');
}

function rulesOf(schema: Schema): string[] {
  const { enum: values, minLength, maxLength, minimum, maximum, minItems, maxItems, format, description } = schema;
  const rules = [
    values && values.slice(0, MOST_VALUES).join(', ') + (values.length > MOST_VALUES ? ', …' : ''),
    range('characters', minLength, maxLength),
    range('items', minItems, maxItems),
    range('', minimum, maximum),
    format,
    'default' in schema && `${JSON.stringify(schema.default)} when left out`,
    schema.examples && `such as ${schema.examples.map((one) => JSON.stringify(one)).join(', ')}`,
    description,
  ];
  return rules.filter((rule) => typeof rule === 'string' && rule !== '') as string[];
}

function range(what: string, least?: number, most?: number): string {
  const isBounded = most !== undefined && most < Number.MAX_SAFE_INTEGER;
  const isFloored = least !== undefined && least > -Number.MAX_SAFE_INTEGER;
  const text = isBounded
    ? isFloored
      ? `${least} to ${most}`
      : `at most ${most}`
    : isFloored
      ? `at least ${least}`
      : '';
  return text && what ? `${text} ${what}` : text;
}
