/** `service-accounts`: programs that prove themselves with keys of their own. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { COMMUNITY } from '../accounts/community.js';
import { EVERYTHING, readScopes, SCOPES } from '../accounts/scopes.js';
import { split } from '../config/env-kinds.js';
import { type ListedAccount, ServiceAccountsService } from '../service-accounts/service-accounts.service.js';
import { atWorkbench } from './workbench.js';

const USAGE =
  'Say service-accounts create --name <name>, list, add-key <id> --key <file>, or revoke <id> [--kid <kid>].';
const ACTOR = 'command line';
const text = { type: 'string' } as const;
const OPTIONS = { name: text, scopes: text, account: text, key: text, kid: text };
type Options = { [K in keyof typeof OPTIONS]?: string | undefined };

type Command = (service: ServiceAccountsService, id: string, options: Options) => Promise<string>;

const COMMANDS: Record<string, Command> = {
  create: async (service, _, { name = '', scopes = 'all', account: accountId = COMMUNITY }) => {
    if (name === '' || name.length > 200) throw new Error('Say --name, 1 to 200 characters.');
    const words = split(scopes);
    const wanted = scopes === 'all' ? EVERYTHING : readScopes(words.join(' '));
    if (wanted.size === 0 || wanted.size < (scopes === 'all' ? 1 : words.length)) {
      throw new Error(`--scopes must be all, or a comma list of ${SCOPES.join(', ')}.`);
    }
    return service.create({ accountId, name, scopes: wanted }, ACTOR, new Date());
  },
  list: async (service) => {
    const all = await service.list();
    return all.map(describe).join('\n');
  },
  'add-key': async (service, id, { key = '' }) => {
    const pem = await readFile(key, 'utf8').catch(() => {
      throw new Error('Say --key <file>: a public key as PEM or JWK.');
    });
    return service.addKey(id, pem, ACTOR, new Date());
  },
  revoke: async (service, id, { kid = null }) => {
    await service.revoke(id, kid, ACTOR, new Date());
    return kid === null ? 'It is revoked, and its tokens count no more.' : `Its key ${kid} is revoked.`;
  },
};

export async function serviceAccounts([name = '', ...args]: string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const needsId = ['add-key', 'revoke'].includes(name);
  if (!command || positionals.length !== (needsId ? 1 : 0)) throw new Error(USAGE);
  const said = await atWorkbench((rooms) => command(rooms.get(ServiceAccountsService), positionals[0] ?? '', values));
  process.stdout.write(said === '' ? '' : `${said}\n`);
  return 0;
}

const describe = ({ id, name, account_id, scopes, revoked_at, kids }: ListedAccount): string =>
  [id, name, account_id, scopes, revoked_at ? 'revoked' : `keys: ${kids.join(' ') || 'none'}`].join('  ');
