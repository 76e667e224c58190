/** Checks what came in against the route's schema: a wrong body is a 422, a wrong parameter a 400, each fault by name. */
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { jsonPointer } from '../json/json-pointer.js';
import { Problem, type ValueFault } from './problem.js';

/** The members of zod's issues that are read here. */
interface Issue {
  message: string;
  path?: readonly PropertyKey[];
  code?: string;
  keys?: string[];
}

const LIMIT = 20; // faults told at once

/** Reads the same Standard Schema that Nest's own pipe does; that one knows no pointers and no 422. */
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, { schema, type }: ArgumentMetadata): Promise<unknown> {
    if (!schema) return value;
    const result = (await schema['~standard'].validate(value === undefined ? {} : value)) as {
      issues?: Issue[];
      value?: unknown;
    };
    if (!result.issues) return result.value;
    throw faultyValue(result.issues.flatMap(faultsOf), type === 'body');
  }
}

export function faultyValue(errors: ValueFault[], isBody: boolean): Problem {
  const first = errors[0]!;
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const where = first.pointer === '#' ? (isBody ? 'The body' : 'The parameter') : first.pointer.slice(2);
  const detail = `${where} ${first.detail}${others}`;
  return new Problem(isBody ? 'invalid-value' : 'invalid-parameter', detail, { errors: errors.slice(0, LIMIT) });
}

export function faultsOf({ message, path = [], code, keys }: Issue): ValueFault[] {
  if (code !== 'unrecognized_keys') return [{ pointer: jsonPointer(path.map(String)), detail: message }];
  return (keys ?? []).map((key) => ({
    pointer: jsonPointer([...path.map(String), key.slice(0, 100)]),
    detail: 'is not a field known here',
  }));
}
