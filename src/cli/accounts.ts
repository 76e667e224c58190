/** `accounts create | list`: whose contracts and keys are apart from whose. */
import { parseArgs } from 'node:util';
import { ACCOUNT_ID, ACCOUNT_ID_RULE, AccountsService } from '../accounts/accounts.service.js';
import { Transactions } from '../transactions/tx.js';
import { atWorkbench } from './workbench.js';

const USAGE = 'Say accounts create <name> [--id short-name], or accounts list.';
const PAGE = 100;

export function accounts([command, ...args]: string[]): Promise<number> {
  if (command === 'create') return create(args);
  if (command === 'list' && args.length === 0) return list();
  throw new Error(USAGE);
}

async function create(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { id: { type: 'string' } } });
  const name = positionals.join(' ').trim();
  const { id } = values;
  if (name === '' || name.length > 200) throw new Error('The name must have 1 to 200 characters.');
  if (id !== undefined && !ACCOUNT_ID.test(id)) throw new Error(`--id ${ACCOUNT_ID_RULE}.`);
  const account = await atWorkbench((rooms) =>
    rooms
      .get(Transactions)
      .run((tx) => rooms.get(AccountsService).create(tx, { id, name }, 'command line', new Date())),
  );
  process.stdout.write(`${account.id}\n`);
  return 0;
}

async function list(): Promise<number> {
  await atWorkbench(async (rooms) => {
    for (let after = ''; ; ) {
      const page = await rooms.get(AccountsService).list(PAGE, after);
      for (const { id, name, created_at } of page) process.stdout.write(`${id.padEnd(24)} ${created_at}  ${name}\n`);
      if (page.length < PAGE) return;
      after = page.at(-1)!.id;
    }
  });
  return 0;
}
