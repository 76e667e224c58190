/** What a newcomer reads in the terminal after `npm start`: where to look, and a line to paste. */
import type { Env } from '../config/env.js';
import { curlToCreate } from './examples.js';

export function greeting(env: Env, url: string): string {
  const lines = [
    '',
    `  Ndiyo is running (${env.environment}, ${env.gateway === 'simulator' ? 'simulated carrier: no text leaves this machine' : env.gateway}).`,
    '',
    `  Documentation   ${url}/docs`,
    `  Health          ${url}/health`,
    `  Phones          ${url}/api/v1/simulator/messages`,
    '',
    '  Make a contract; each party gets a text:',
    '',
    curlToCreate(url),
    '',
    '  Ctrl-C stops it. What is recorded stays in the data folder.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}
