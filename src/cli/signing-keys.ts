/** `signing-keys list | rotate | revoke`: the key that signs receipts, and those that did. No private key is ever shown. */
import { parseArgs } from 'node:util';
import { KeyRevocationsService } from '../log/key-revocations.service.js';
import { SequencerService } from '../log/sequencer.service.js';
import { ageInDays } from '../signing/key-age.js';
import { KeyRotationService, type Rotation } from '../signing/key-rotation.service.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { atWorkbench } from './workbench.js';

const USAGE =
  'Say signing-keys list [--json], signing-keys rotate [--out <file>], or signing-keys revoke <kid> --reason <text>.';
const ROOMS = [SigningKeysService, KeyRotationService, SequencerService, KeyRevocationsService];
// The reason is shown in the key set, on a line of its own elsewhere.
const REASON = /^[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]{1,200}$/u;
const text = { type: 'string' } as const;

const COMMANDS: Record<string, (args: string[]) => Promise<string>> = { list, rotate, revoke };

export async function signingKeys([name = '', ...args]: string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new Error(USAGE);
  process.stdout.write(await command(args));
  return 0;
}

async function list(args: string[]): Promise<string> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
  const now = new Date();
  return atWorkbench(async (rooms) => {
    const keys = rooms.get(SigningKeysService);
    const rows = (await keys.list()).map(({ record, revocation }) => ({
      kid: record.kid,
      state: record.kid === keys.current.kid ? 'current' : revocation ? 'revoked' : 'former',
      first_used_at: record.first_used_at as string | null,
      age_days: ageInDays(record, now),
      revoked_at: revocation?.revoked_at ?? null,
      reason: revocation?.reason ?? null,
    }));
    const { kid } = keys.current;
    const unused = { kid, state: 'current', first_used_at: null, age_days: 0, revoked_at: null, reason: null };
    const all = rows.some((row) => row.kid === kid) ? rows : [unused, ...rows];
    return all.map((row) => `${values.json ? JSON.stringify(row) : line(row)}\n`).join('');
  }, ROOMS);
}

interface Row {
  kid: string;
  state: string;
  first_used_at: string | null;
  age_days: number;
  revoked_at: string | null;
  reason: string | null;
}

function line({ kid, state, first_used_at, age_days, revoked_at, reason }: Row): string {
  const used = first_used_at === null ? 'not used yet: restart the service' : `first used ${first_used_at}`;
  const age = first_used_at === null ? [] : [`${age_days} days`];
  return [kid, state.padEnd(7), used, ...age, ...(revoked_at ? [`revoked ${revoked_at}: ${reason}`] : [])].join('  ');
}

async function rotate(args: string[]): Promise<string> {
  const { values } = parseArgs({ args, options: { out: text } });
  return tell(await atWorkbench((rooms) => rooms.get(KeyRotationService).rotate(values.out, new Date()), ROOMS));
}

const tell = ({ formerKid, kid, path, isKept }: Rotation): string => `The new key is ${kid}, in ${path}.
${isKept ? 'Restart' : `Set SIGNATURE_PRIVATE_KEY_FILE=${path}, remove SIGNATURE_PRIVATE_KEY, and restart`} every server: until then the one that runs signs with ${formerKid}.
What ${formerKid} signed goes on to verify. Its private half is not kept here: destroy other copies.
`;

async function revoke(args: string[]): Promise<string> {
  const [kid, ...options] = args; // a kid may begin with a dash
  if (kid === undefined || kid.startsWith('--')) throw new Error(USAGE);
  const { values } = parseArgs({ args: options, options: { reason: text } });
  const reason = values.reason?.trim() ?? '';
  if (!REASON.test(reason)) throw new Error('Say --reason, one line of 1 to 200 characters: the key set shows it.');
  const { revoked_at, tree_size } = await atWorkbench(
    (rooms) => rooms.get(KeyRevocationsService).revoke(kid, reason, new Date()),
    ROOMS,
  );
  return `${kid} is revoked as of ${revoked_at}. What it signed counts where it is one of the first ${tree_size} leaves of the log.
Receipts signed with it verify when they are fetched again; copies that were saved before do not.
`;
}
