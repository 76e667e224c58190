/** Reads a form by the schema of the REST door: what it holds, or which fields are at fault, each in a sentence of the page's. */
import type { z } from 'zod';
import type { Faults } from '../look/fault-summary.js';

export type Checked<T> = { value: T; faults: null } | { value: null; faults: Faults };

/** @param sentences what each field must be, by its name in the schema, which is its name in the form */
export function checkForm<T extends z.ZodType>(
  schema: T,
  given: object,
  sentences: Readonly<Record<string, string>>,
): Checked<z.infer<T>> {
  const { success, data, error } = schema.safeParse(given);
  if (success) return { value: data, faults: null };
  const names = new Set(error.issues.map(({ path }) => String(path[0] ?? '')));
  return { value: null, faults: Object.fromEntries([...names].map((name) => [name, sentences[name] ?? name])) };
}
