/** The service's own OpenAPI document: its operations, and what it says of a value or an answer. */
import { z } from 'zod';
import { type Answer, bodyOf } from './client.js';

export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
}

type Content = Record<string, { schema?: Schema }>;

export interface Operation {
  /** `POST /api/v1/contracts`. */
  name: string;
  method: string;
  path: string;
  parameters: Parameter[];
  body: { mediaType: string; schema: Schema; isRequired: boolean } | null;
  answers: Record<string, { content?: Content }>;
  /** Needs a credential. */
  isGuarded: boolean;
}

interface Described {
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Operation['answers'];
  security?: unknown[];
}

export interface Document {
  paths: Record<string, Record<string, Described>>;
  components?: { schemas?: Record<string, Schema> };
}

const isJson = (mediaType: string): boolean => /[/+]json$/.test(mediaType);

export class ApiDocument {
  readonly operations: Operation[];
  private readonly checks = new Map<string, z.ZodType>();
  private readonly checksOfSchemas = new WeakMap<Schema, z.ZodType>();

  constructor(private readonly document: Document) {
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => operationOf(method.toUpperCase(), path, described)),
    );
  }

  resolve(schema: Schema): Schema {
    if (!schema.$ref) return schema;
    return this.document.components!.schemas![schema.$ref.split('/').at(-1)!]!;
  }

  accepts(schema: Schema, value: unknown): boolean {
    return this.checkOf(schema).safeParse(value).success;
  }

  /** What the document does not say, or says otherwise, of this answer; null: it is as described. */
  faultOf({ answers }: Operation, answer: Answer): { kind: 'status' | 'shape'; detail: string } | null {
    const described = answers[answer.status];
    if (!described) return { kind: 'status', detail: `${answer.status} is not described` };
    const mediaType = (answer.headers['content-type'] ?? '').split(';', 1)[0]!;
    if (answer.text === '' && mediaType !== 'text/event-stream') {
      return described.content && answer.status < 300 ? { kind: 'shape', detail: 'nothing came' } : null;
    }
    const content = described.content?.[mediaType];
    if (!content) return { kind: 'shape', detail: `${mediaType} is not described for ${answer.status}` };
    if (!isJson(mediaType) || !content.schema) return null;
    const verdict = this.checkOf(content.schema).safeParse(bodyOf(answer));
    return verdict.success ? null : { kind: 'shape', detail: z.prettifyError(verdict.error) };
  }

  private checkOf(schema: Schema): z.ZodType {
    const known = this.checksOfSchemas.get(schema);
    if (known) return known;
    const text = withDefinitions(schema);
    // The same problem stands behind every refusal.
    const check = this.checks.get(text) ?? this.compile(text);
    this.checks.set(text, check);
    this.checksOfSchemas.set(schema, check);
    return check;
  }

  private compile(schema: string): z.ZodType {
    const $defs = JSON.parse(withDefinitions(this.document.components?.schemas ?? {}));
    return z.fromJSONSchema({ ...JSON.parse(schema), $defs }, { defaultTarget: 'draft-2020-12' });
  }
}

const withDefinitions = (schema: object): string =>
  JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/');

function operationOf(method: string, path: string, described: Described): Operation {
  const [[mediaType, content] = [null, null]] = Object.entries(described.requestBody?.content ?? {});
  return {
    name: `${method} ${path}`,
    ...{ method, path, parameters: described.parameters ?? [], answers: described.responses },
    body: mediaType && {
      mediaType,
      schema: content?.schema ?? {},
      isRequired: described.requestBody?.required ?? false,
    },
    isGuarded: (described.security ?? []).length > 0,
  } as Operation;
}
