/** Sentences travel as a kind and its values, and become words where the language is known. */

/** Kinds of a table, each with the values that its words take. */
export type Told<Table> = {
  [Kind in keyof Table]: Table[Kind] extends (...values: infer Values) => string ? [kind: Kind, ...Values] : never;
}[keyof Table];

// Control and format characters could break a line, turn its direction or steer a terminal.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** Text from a receipt as a person may be shown it: on one line, in its own direction, and every mark to be seen. */
export const shown = (text: string): string => text.replace(UNSEEN, '\ufffd');

export function tell<Table>(table: Table, [kind, ...values]: Told<Table>): string {
  const words = table[kind] as (...values: unknown[]) => string;
  return words(...values.map((value) => (typeof value === 'string' ? shown(value) : value)));
}
