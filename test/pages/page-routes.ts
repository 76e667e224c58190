/** The routes of the pages, read from their controllers: a new one is asked about as well. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PageRoute {
  method: 'GET' | 'POST';
  path: string;
  /** For anybody: the door itself. */
  isPublic: boolean;
}

const ROOMS = readdirSync('src').filter((room) => room === 'pages' || room.startsWith('console'));

export function listPageRoutes(): PageRoute[] {
  const files = ROOMS.flatMap((room) => readdirSync(join('src', room)).map((file) => join('src', room, file)));
  return files
    .filter((file) => file.endsWith('.controller.ts'))
    .flatMap((file) => routesIn(readFileSync(file, 'utf8')));
}

function routesIn(text: string): PageRoute[] {
  const [, base = ''] = /@(?:Console)?Controller\('?([^')]*)'?\)/.exec(text) ?? [];
  const [head = '', ...handlers] = text.split(/\n {2}(?=@(?:Get|Post)\()/);
  const isAllPublic = /@Public\(\)\s/.test(head.slice(head.lastIndexOf('\n\n')));
  return handlers.map((handler) => {
    const [, verb, path = ''] = /^@(Get|Post)\('?([^')]*)'?\)/.exec(handler) ?? [];
    const [decorators = ''] = handler.split(/\n {2}(?!@)(?! )/);
    return {
      method: verb === 'Get' ? 'GET' : 'POST',
      path: `/${[base, path].filter(Boolean).join('/')}`,
      isPublic: isAllPublic || decorators.includes('@Public()'),
    };
  });
}

/** Something in the place of each parameter. */
export const filled = (path: string): string =>
  path.replace(/:(\w+)/g, (_, name) => (name === 'id' ? 'AG-2026-000000000' : 'x'));
