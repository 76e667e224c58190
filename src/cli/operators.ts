/** `operators`: who may sign in. The first one is made here; everything else about access follows from it. */
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { COMMUNITY } from '../accounts/community.js';
import { isEmail, OperatorsService } from '../operators/operators.service.js';
import { faultOfPassword } from '../operators/password-rules.js';
import { PasswordsService } from '../operators/passwords.service.js';
import { TRIES } from '../operators/tries.service.js';
import type { Operator } from '../persistence/access.entities.js';
import { OperatorChangesService } from '../sign-in/operator-changes.service.js';
import { OperatorEntriesService } from '../sign-in/operator-entries.service.js';
import { askPassword } from './ask-password.js';
import { readRole } from './role.js';
import { atWorkbench } from './workbench.js';

interface Options {
  email?: string | undefined;
  role?: string | undefined;
  account?: string | undefined;
}

type Change = (changes: OperatorChangesService, operator: Operator, rooms: INestApplicationContext) => Promise<string>;

const CHANGES: Record<string, Change> = {
  disable: async (changes, operator) => {
    await changes.disable(operator, new Date());
    return 'may no longer sign in, and is signed out';
  },
  enable: async (changes, operator) => {
    await changes.enable(operator, new Date());
    return 'may sign in';
  },
  unlock: async (changes, operator) => {
    await changes.unlock(operator, new Date());
    return 'may try again';
  },
  'reset-totp': async (changes, operator) => {
    await changes.resetTotp(operator, new Date());
    return 'is asked for no code any more, and is signed out';
  },
  'set-password': async (changes, operator, rooms) => {
    const password = await askNewPassword(operator.email);
    await changes.setPassword(operator, await rooms.get(PasswordsService).hash(password), new Date());
    return 'has a new password, and is signed out';
  },
};

export async function operators([action = '', ...args]: string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { email: text, role: text, account: text } });
  const change = Object.hasOwn(CHANGES, action) ? CHANGES[action] : undefined;
  if (change) return withOperator(values, change);
  if (action === 'create') return create(values);
  if (action === 'list') return list();
  throw new Error(`operators create, list, ${Object.keys(CHANGES).join(', ')}: which?`);
}

async function create({ email = '', role: wanted, account = COMMUNITY }: Options): Promise<number> {
  if (!isEmail(email)) throw new Error('Say whom: --email name@example.com');
  const role = readRole(wanted);
  const password = await askNewPassword(email);
  const entry = { accountId: account, email, role, password };
  await atWorkbench(async (rooms) => {
    await rooms.get(OperatorEntriesService).create(entry, new Date());
    say(`${email} may sign in as ${role} of the account ${account}.`);
  });
  return 0;
}

async function list(): Promise<number> {
  const all = await atWorkbench((rooms) => rooms.get(OperatorsService).list());
  const now = new Date().toISOString();
  for (const operator of all) {
    const { email, role, account_id, disabled_at, totp_since } = operator;
    const marks = [totp_since && 'totp', disabled_at && 'disabled', isLocked(operator, now) && 'locked'];
    say([email, role, account_id, ...marks.filter(Boolean)].join('  '));
  }
  return 0;
}

async function withOperator({ email = '' }: Options, change: Change): Promise<number> {
  await atWorkbench(async (rooms) => {
    const operator = await rooms.get(OperatorsService).findByEmail(email);
    if (!operator) throw new Error(`There is no operator ${email}: --email name@example.com`);
    say(`${operator.email} ${await change(rooms.get(OperatorChangesService), operator, rooms)}.`);
  });
  return 0;
}

async function askNewPassword(email: string): Promise<string> {
  const password = await askPassword(true);
  const fault = faultOfPassword(password, email);
  if (fault !== null) throw new Error(`The password ${fault}.`);
  return password;
}

const isLocked = ({ failures, locked_until }: Operator, now: string): boolean =>
  failures >= TRIES && locked_until !== null && locked_until > now;

const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);
