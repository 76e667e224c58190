/** `keys create | list | revoke | rotate`: API keys from the machine itself, which needs no key. */
import { parseArgs } from 'node:util';
import { expiryMs, graceMs, keySchema } from '../access/api-keys.schemas.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { COMMUNITY } from '../accounts/community.js';
import { SCOPES } from '../accounts/scopes.js';
import { keyIdOf } from '../api-keys/api-key.js';
import { ApiKeysService, isInForce, type MadeKey } from '../api-keys/api-keys.service.js';
import { ENV, type Env } from '../config/env.js';
import { split } from '../config/env-kinds.js';
import type { ApiKey } from '../persistence/access.entities.js';
import { atWorkbench, commandLine } from './workbench.js';

const USAGE = 'Say keys create --name <name>, keys list, keys revoke <id> or keys rotate <id>.';
const PAGE = 100;
const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const CREATE = { name: text, scopes: text, account: text, 'expires-in': text, 'allowed-ips': text, admin: flag };

const COMMANDS: Record<string, (args: string[]) => Promise<void>> = { create, list, revoke, rotate };

export async function keys([name = '', ...args]: string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new Error(USAGE);
  await command(args);
  return 0;
}

async function create(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { ...CREATE, json: flag } });
  const { scopes = 'all', account: accountId = COMMUNITY, admin: isAdmin, json } = values;
  const wish = check({
    name: values.name,
    scopes: scopes === 'all' ? [...SCOPES] : split(scopes),
    ...(values['expires-in'] !== undefined && { expires_in: values['expires-in'] }),
    ...(values['allowed-ips'] !== undefined && { allowed_ips: split(values['allowed-ips']) }),
    account_id: accountId,
    admin: isAdmin,
  });
  await atWorkbench(async (rooms) => {
    await rooms.get(AccountsService).get(accountId);
    const expiresInMs = wish.expires_in === undefined ? null : expiryMs(wish.expires_in);
    const { name, scopes, allowed_ips: allowedIps = null } = wish;
    const powers = { name, accountId, scopes, isAdmin, expiresInMs, allowedIps };
    const made = await rooms.get(ApiKeysService).create(commandLine(accountId), powers, new Date());
    show(made, rooms.get<Env>(ENV), json);
  });
}

/** By the schema of the REST operation, so that both doors take the same. */
function check(given: Record<string, unknown>) {
  const verdict = keySchema.safeParse(given);
  if (verdict.success) return verdict.data;
  const [{ path, message } = { path: [], message: 'cannot be read' }] = verdict.error.issues;
  const option = { account_id: 'account' }[String(path[0])] ?? String(path[0]).replaceAll('_', '-');
  throw new Error(`--${option} ${message}.`);
}

async function list(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { json: flag } });
  await atWorkbench(async (rooms) => {
    const [keys, env] = [rooms.get(ApiKeysService), rooms.get<Env>(ENV)];
    let last: ApiKey | undefined;
    for (let isOver = false; !isOver; ) {
      const rows = await keys.list(commandLine(COMMUNITY), PAGE, last ? { at: last.created_at, id: last.id } : null);
      for (const row of rows.slice(0, PAGE)) process.stdout.write(`${values.json ? asJson(row, env) : line(row)}\n`);
      last = rows[PAGE - 1];
      isOver = rows.length <= PAGE;
    }
  });
}

async function revoke(args: string[]): Promise<void> {
  const id = oneId(parseArgs({ args, allowPositionals: true }).positionals);
  await atWorkbench((rooms) => rooms.get(ApiKeysService).revoke(commandLine(COMMUNITY), id, new Date()));
  process.stdout.write(`${id} is revoked.\n`);
}

async function rotate(args: string[]): Promise<void> {
  const options = { grace: { ...text, default: '24h' }, json: flag };
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const id = oneId(positionals);
  const grace = graceMs(values.grace);
  if (grace === null) throw new Error('--grace must be 0, or a number and m, h or d, up to 30d, such as 24h.');
  await atWorkbench(async (rooms) => {
    const made = await rooms.get(ApiKeysService).rotate(commandLine(COMMUNITY), id, grace, new Date());
    show(made, rooms.get<Env>(ENV), values.json);
  });
}

/** Also as its holder knows it: `ndy_<env>_<id>`. */
function oneId([id, ...others]: string[]): string {
  if (id === undefined || others.length > 0) throw new Error('Name one key by its id, as keys list shows it.');
  return id.replace(/^ndy_[a-z]+_/, '');
}

function show({ row, key, signingSecret }: MadeKey, env: Env, isJson: boolean): void {
  if (isJson) {
    const made = { ...JSON.parse(asJson(row, env)), key, signing_secret: signingSecret };
    process.stdout.write(`${JSON.stringify(made)}\n`);
    return;
  }
  const lines = { key, 'signing secret': signingSecret, 'key id': keyIdOf(row.id, env.environment), ...powers(row) };
  for (const [name, value] of Object.entries(lines)) process.stdout.write(`${name.padEnd(15)} ${value}\n`);
  process.stderr.write('The key and the signing secret are shown this once: only a hash of the key is kept.\n');
}

const powers = ({ account_id, is_admin, scopes, expires_at, allowed_ips }: ApiKey) => ({
  account: is_admin === 1 ? `${account_id}, and sees every other (admin)` : account_id,
  scopes,
  expires: expires_at ?? 'never',
  'allowed from': allowed_ips ?? 'anywhere',
});

function line(row: ApiKey): string {
  const state = row.revoked_at !== null ? 'revoked' : isInForce(row, new Date()) ? 'active' : 'expired';
  const { account, expires } = powers(row);
  const used = row.last_used_at === null ? 'never used' : `last used ${row.last_used_at}`;
  return [row.id, state.padEnd(7), row.name, `account ${account}`, row.scopes, `expires ${expires}`, used].join('  ');
}

function asJson({ secret_hash, scopes, is_admin, allowed_ips, ...row }: ApiKey, env: Env): string {
  const [key_id, admin] = [keyIdOf(row.id, env.environment), is_admin === 1];
  return JSON.stringify({
    key_id,
    ...row,
    admin,
    scopes: scopes.split(' '),
    allowed_ips: allowed_ips?.split(' ') ?? null,
  });
}
