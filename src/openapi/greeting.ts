/** What a newcomer reads in the terminal after `npm start`: where to look first, and a line to paste. */
import type { Env } from '../config/env.js';
import { credentialFlag, curlToCreate } from '../rest/example-contract.js';

export function greeting(env: Env, url: string): string {
  const isSimulated = env.gateway === 'simulator';
  const carrier = isSimulated
    ? 'simulated carrier: no text leaves this machine'
    : `carrier ${env.gateway}: texts cost money`;
  return [
    '',
    `  Ndiyo is running (${env.environment}; ${carrier}).`,
    '',
    ...(isSimulated
      ? [`  Start here      ${url}/phones`, '                  press "Make a sample contract", then reply', '']
      : []),
    `  First page      ${url}/`,
    ...(env.environment === 'development' ? [`  Console         ${url}/console`] : []),
    ...(env.docs ? [`  Documentation   ${url}/docs`] : []),
    `  Health          ${url}/health`,
    '',
    // With a real carrier an example would text whoever has these numbers.
    ...(isSimulated
      ? ['  The same over REST; each party gets a text:', '', curlToCreate(url) + credentialFlag(env), '']
      : []),
    '  Ctrl-C stops it. What is recorded stays in the data folder.',
    '',
    '',
  ].join('\n');
}
