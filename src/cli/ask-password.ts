/** Reads a password: from the keyboard without showing it, or the first line of what is piped in. Never from an argument. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

const { stdin, stderr } = process;

export async function askPassword(isNew: boolean): Promise<string> {
  if (!stdin.isTTY) return firstLine();
  const password = await askHidden('Password: ');
  if (isNew && (await askHidden('Once more: ')) !== password) throw new Error('The two were not the same.');
  return password;
}

/** readline edits the line; what it would show goes nowhere. */
function askHidden(question: string): Promise<string> {
  stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  return new Promise((resolve, reject) => {
    lines.once('SIGINT', () => reject(new Error('Nothing was changed.')));
    lines.once('line', resolve);
  }).finally(() => {
    lines.close();
    stderr.write('\n');
  }) as Promise<string>;
}

async function firstLine(): Promise<string> {
  for await (const line of createInterface({ input: stdin })) return line;
  throw new Error('Type the password, or pipe it in as one line.');
}
