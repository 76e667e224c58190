/** Builds the page from texts, never from markup: whatever a receipt holds stays text. */
import { shown } from '../verifier/sentence.js';

type Child = Node | string | false | null | undefined;

export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const child of children) if (child) element.append(child);
  return element;
}

const LONGEST = 2_000; // characters of one value
const MOST = 200; // items of one list

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** A value from the receipt, in a direction of its own. */
export const value = (text: string): HTMLElement => el('bdi', {}, shown(cut(text)));

/** The same where line breaks mean something. */
export const prose = (text: string): HTMLElement =>
  el('p', { class: 'prose', dir: 'auto' }, cut(text).split(/\r?\n/).map(shown).join('\n'));

/** As many as a person may look through; the last says how many more there are. */
export function listed<Item>(items: readonly Item[], make: (item: Item, i: number) => Node, more: (n: number) => Node) {
  const nodes = items.slice(0, MOST).map(make);
  return items.length > MOST ? [...nodes, more(items.length - MOST)] : nodes;
}

const SVG = 'http://www.w3.org/2000/svg';
const PATHS = {
  valid: 'M6 12.5l4 4 8-9',
  unchecked: 'M9 9.2a3 3 0 1 1 4.3 2.9c-.9.5-1.3 1-1.3 2M12 17.6v.1',
  invalid: 'M7.5 7.5l9 9M16.5 7.5l-9 9',
};

/** Says nothing that the words beside it do not say. */
export function icon(name: keyof typeof PATHS): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(path);
  return svg as SVGElement;
}

export function find<Found extends HTMLElement = HTMLElement>(id: string): Found {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page lacks ${id}`);
  return found as Found;
}
