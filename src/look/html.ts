/** A `html` tag that escapes every value, so that no page can forget to. `false`, null and undefined are nothing. */
export class Html {
  constructor(readonly text: string) {}
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (value: unknown): string => String(value ?? '').replace(/[&<>"']/g, (char) => ENTITIES[char]!);

const render = (value: unknown): string => {
  if (value instanceof Html) return value.text;
  if (value === false) return '';
  return Array.isArray(value) ? value.map(render).join('') : escaped(value);
};

export const html = (strings: TemplateStringsArray, ...values: unknown[]): Html =>
  new Html(strings.reduce((text, part, i) => text + render(values[i - 1]) + part));
