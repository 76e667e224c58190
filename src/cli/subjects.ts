/** `subjects`: which subjects of the outside issuer may call, and as whom. */
import { parseArgs } from 'node:util';
import { COMMUNITY } from '../accounts/community.js';
import { ENV, type Env } from '../config/env.js';
import { SubjectLinksService } from '../outside-subjects/subject-links.service.js';
import { readRole } from './role.js';
import { atWorkbench } from './workbench.js';

const USAGE = 'Say subjects link <sub> --role <role> [--account <id>], subjects unlink <sub>, or subjects list.';
const text = { type: 'string' } as const;
const OPTIONS = { role: text, account: text, issuer: text };
type Options = { [K in keyof typeof OPTIONS]?: string | undefined };

type Command = (
  links: SubjectLinksService,
  who: { issuer: string; subject: string },
  options: Options,
) => Promise<string>;

const COMMANDS: Record<string, Command> = {
  link: async (links, who, { role: wanted, account = COMMUNITY }) => {
    const role = readRole(wanted);
    await links.link(who, account, role, new Date());
    return `${who.subject} of ${who.issuer} may call as ${role} of the account ${account}.\n`;
  },
  unlink: async (links, who) => {
    await links.unlink(who, new Date());
    return `${who.subject} of ${who.issuer} may call no more.\n`;
  },
  list: async (links) => {
    const all = await links.list();
    return all.map((link) => `${link.issuer}  ${link.subject}  ${link.role}  ${link.account_id}\n`).join('');
  },
};

export async function subjects([name = '', ...args]: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const [subject = ''] = positionals;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command || positionals.length !== (name === 'list' ? 0 : 1) || subject.length > 255) throw new Error(USAGE);
  const said = await atWorkbench((rooms) => {
    const issuer = values.issuer?.replace(/\/$/, '') ?? rooms.get<Env>(ENV).auth.outsideIssuer?.issuer;
    if (issuer === undefined && name !== 'list') throw new Error('Set JWT_ISSUER, or say --issuer <address>.');
    return command(rooms.get(SubjectLinksService), { issuer: issuer ?? '', subject }, values);
  });
  process.stdout.write(said);
  return 0;
}
