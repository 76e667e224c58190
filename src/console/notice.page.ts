/** What was just done, or refused, at the top of a page. */
import type { FastifyReply } from 'fastify';
import { type Html, html } from '../look/html.js';
import { Problem } from '../problems/problem.js';

export interface Told {
  isGood: boolean;
  text: string;
}

export const noticeOf = (told: Told | null): Html =>
  told === null
    ? html``
    : html`<div class="notice ${told.isGood ? 'good' : 'bad'}" role="${told.isGood ? 'status' : 'alert'}"><p>${told.text}</p></div>
`;

/** @param words by the word that the address says after `done=` */
export const toldDone = (words: Readonly<Record<string, string>>, done: string | null): Told | null =>
  done !== null && Object.hasOwn(words, done) ? { isGood: true, text: words[done]! } : null;

/** What a refusal comes to on the page it was asked from, which then has its status. @throws whatever has no sentence there */
export function toldRefusal(words: Readonly<Record<string, string>>, error: unknown, reply: FastifyReply): Told {
  const text = error instanceof Problem ? words[error.kind] : undefined;
  if (text === undefined) throw error;
  reply.status((error as Problem).status);
  return { isGood: false, text };
}
