/**
 * Keeps a page as the server would show it now: each part marked `data-live` (it has an id) is renewed from the page itself.
 * `data-live-from` names the stream of events that says when, `data-live-every` a time in ms.
 */
import { FEED_TYPES } from '../feed/feed-types.js';

const WAIT_MS = 150; // several events of one thing are one look

const seen = new Map<string, string>();
let timer: ReturnType<typeof setTimeout> | undefined;
let isLooking = false;
let isStale = false;

async function look(): Promise<void> {
  if (isLooking || document.hidden) {
    isStale = true;
    return;
  }
  isLooking = true;
  isStale = false;
  try {
    const answer = await fetch(location.href, { headers: { 'X-Live': '1' }, redirect: 'error' });
    if (answer.ok) renew(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } catch {
    isStale = true; // away for the moment: the next event, or the next time, looks again
  } finally {
    isLooking = false;
  }
}

function renew(fresh: Document): void {
  for (const old of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const now = fresh.getElementById(old.id);
    if (now === null || now.outerHTML === seen.get(old.id)) continue;
    // Whoever is at work in there is not disturbed; what is new comes when they are done.
    if (isAtWorkIn(old)) isStale = true;
    else replace(old, now);
  }
  document.dispatchEvent(new Event('renewed'));
}

const isAtWorkIn = (part: HTMLElement): boolean =>
  part !== document.activeElement && part.contains(document.activeElement);

function replace(old: HTMLElement, now: HTMLElement): void {
  const opened = new Set([...old.querySelectorAll('details[open][id]')].map(({ id }) => id));
  seen.set(old.id, now.outerHTML);
  const part = document.importNode(now, true);
  for (const details of part.querySelectorAll<HTMLDetailsElement>('details[id]')) {
    if (opened.has(details.id)) details.open = true;
  }
  const wasFocused = old === document.activeElement;
  old.replaceWith(part);
  if (wasFocused) part.focus();
}

const lookSoon = (): void => {
  clearTimeout(timer);
  timer = setTimeout(() => void look(), WAIT_MS);
};

for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) seen.set(part.id, part.outerHTML);
document.addEventListener('visibilitychange', () => isStale && lookSoon());
document.addEventListener('focusout', () => isStale && lookSoon());
document.addEventListener('changed', lookSoon); // another script did something

const place = document.querySelector<HTMLElement>('[data-live-from]')?.dataset.liveFrom;
if (place !== undefined) {
  const events = new EventSource(place);
  events.addEventListener('open', lookSoon); // whatever happened while nobody listened
  for (const type of FEED_TYPES) events.addEventListener(type, lookSoon);
}
const every = Number(document.querySelector<HTMLElement>('[data-live-every]')?.dataset.liveEvery);
if (every > 0) setInterval(() => void look(), every);
