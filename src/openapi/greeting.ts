/** What a newcomer reads in the terminal after `npm start`: where to look, and a line to paste. */
import type { Env } from '../config/env.js';
import { curlToCreate } from './examples.js';

export function greeting(env: Env, url: string): string {
  const isSimulated = env.gateway === 'simulator';
  const carrier = isSimulated
    ? 'simulated carrier: no text leaves this machine'
    : `carrier ${env.gateway}: texts cost money`;
  const key = env.auth.schemes.includes('api-key') ? ` -H 'X-API-Key: <your key>'` : '';
  return [
    '',
    `  Ndiyo is running (${env.environment}; ${carrier}).`,
    '',
    ...(env.docs ? [`  Documentation   ${url}/docs`] : []),
    `  Health          ${url}/health`,
    ...(isSimulated ? [`  Phones          ${url}/api/v1/simulator/messages`] : []),
    '',
    // With a real carrier an example would text whoever has these numbers.
    ...(isSimulated ? ['  Make a contract; each party gets a text:', '', curlToCreate(url) + key, ''] : []),
    '  Ctrl-C stops it. What is recorded stays in the data folder.',
    '',
    '',
  ].join('\n');
}
