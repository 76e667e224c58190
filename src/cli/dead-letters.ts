/** `dead-letters list | resend`: texts that were given up. Also while a server runs: it sends them within a second. */
import { parseArgs } from 'node:util';
import { COMMUNITY } from '../accounts/community.js';
import { type DeadLetter, DeadLettersService } from '../messaging/dead-letters.service.js';
import { troubleOf } from '../messaging/delivery-troubles.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { maskPhone } from '../phones/phone-number.js';
import { Problem } from '../problems/problem.js';
import { Transactions } from '../transactions/tx.js';
import { atWorkbench } from './workbench.js';

const USAGE = 'Say dead-letters list [--json], dead-letters resend <id>, or dead-letters resend --all.';
const ROOMS = [OutboxService, DeadLettersService];
const EVERYBODY = { accountId: COMMUNITY, isAdmin: true, contractId: null };
const AT_ONCE = 100;

const COMMANDS: Record<string, (args: string[]) => Promise<string>> = { list, resend };

export async function deadLetters([name = '', ...args]: string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new Error(USAGE);
  process.stdout.write(await command(args));
  return 0;
}

async function* everyLetter(letters: DeadLettersService): AsyncGenerator<DeadLetter> {
  for (let page: DeadLetter[] = [], after = 0; ; after = page.at(-1)!.outbox_id) {
    page = await letters.list(EVERYBODY, AT_ONCE, after);
    yield* page;
    if (page.length < AT_ONCE) return;
  }
}

async function list(args: string[]): Promise<string> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
  return atWorkbench(async (rooms) => {
    const lines: string[] = [];
    for await (const letter of everyLetter(rooms.get(DeadLettersService))) lines.push(line(letter, values.json));
    return lines.length > 0 ? lines.join('') : values.json ? '' : 'There are no dead letters.\n';
  }, ROOMS);
}

function line(letter: DeadLetter, isJson = false): string {
  const { outbox_id: id, contract_id, party_id, kind, failure_reason: reason, attempt: tries, final_at } = letter;
  const advice = troubleOf(letter, new Date())?.advice ?? '';
  const to = maskPhone(letter.phone_number);
  if (isJson) return `${JSON.stringify({ id, contract_id, party_id, kind, to, reason, tries, final_at, advice })}\n`;
  const what = `${kind} to ${to}${contract_id ? ` about ${contract_id}` : ''}`;
  return `${id}  ${what}: ${reason}, after ${tries} tries, at ${final_at}\n    ${advice}\n`;
}

async function resend(args: string[]): Promise<string> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { all: { type: 'boolean' } } });
  const [id] = positionals;
  if (values.all ? id !== undefined : !/^\d{1,9}$/.test(id ?? '')) throw new Error(USAGE);
  return atWorkbench(async (rooms, { transactions }) => {
    const letters = rooms.get(DeadLettersService);
    const send = (outboxId: number) => queue(transactions, letters, outboxId);
    if (!values.all) return `${(await send(Number(id))) ?? 'queued again'}\n`;
    let queued = 0;
    const left: string[] = [];
    for await (const { outbox_id } of everyLetter(letters)) {
      const refusal = await send(outbox_id);
      if (refusal === null) queued++;
      else left.push(`${outbox_id}: ${refusal}\n`);
    }
    return `${queued} queued again\n${left.join('')}`;
  }, ROOMS);
}

/** Why not, or null. */
async function queue(transactions: Transactions, letters: DeadLettersService, id: number): Promise<string | null> {
  try {
    await transactions.run((tx) => letters.resend(tx, EVERYBODY, id, new Date()));
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.detail;
    throw error;
  }
}
