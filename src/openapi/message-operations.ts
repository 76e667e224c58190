/** Operations about texts. */
import * as shapes from './message-shapes.js';
import type { Operation } from './openapi-types.js';

export const MESSAGE_OPERATIONS: Record<string, Operation> = {
  'GET /api/v1/dead-letters': {
    summary: 'List texts that were given up, with the reason and what to do',
    answers: { 200: { meaning: 'A page, oldest first', shape: shapes.deadLettersShape } },
    problems: ['invalid-parameter', 'unauthorized'],
  },
  'POST /api/v1/dead-letters/{id}/resend': {
    summary: 'Send a text that was given up once more, with all its tries',
    answers: { 202: { meaning: 'Queued', shape: shapes.requeuedShape } },
    problems: ['unauthorized', 'not-found', 'contract-not-pending', 'unavailable'],
    isKeyed: true,
  },
  'GET /api/v1/messages/review': {
    summary: 'List texts from phones that decided nothing and that nobody has looked at',
    answers: { 200: { meaning: 'A page, oldest first', shape: shapes.reviewShape } },
    problems: ['invalid-parameter', 'unauthorized'],
  },
  'POST /api/v1/messages/{id}/reviewed': {
    summary: 'Say that somebody has looked at such a text: it leaves the list',
    answers: { 200: { meaning: 'When it was first looked at, and by whom', shape: shapes.reviewedShape } },
    problems: ['unauthorized', 'not-found', 'unavailable'],
    isKeyed: true,
  },
};
