/** `erase`: removes a person from the record, by the number. */
import { parseArgs } from 'node:util';
import { ENV, type Env } from '../config/env.js';
import { ErasureService, type Traces } from '../erasure/erasure.service.js';
import { EventsService } from '../evidence/events.service.js';
import { LogWorker } from '../log/log.worker.js';
import { SequencerService } from '../log/sequencer.service.js';
import { parsePhone } from '../phones/phone-number.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { atWorkbench } from './workbench.js';

const ROOMS = [SigningKeysService, SequencerService, LogWorker, EventsService, ErasureService];

export async function erase(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { yes: { type: 'boolean' } } });
  const [text, ...others] = positionals;
  if (text === undefined || others.length > 0) throw new Error('Name one number: erase +254712345678 [--yes]');
  const told = await atWorkbench(async (rooms, database) => {
    const parsed = parsePhone(text, rooms.get<Env>(ENV).defaults.region);
    if ('fault' in parsed) throw new Error(`${text} ${parsed.fault}.`);
    const erasure = rooms.get(ErasureService);
    const traces = await erasure.find(parsed.phoneNumber);
    if (!values.yes) return preview(traces);
    await erasure.assertErasable(parsed.phoneNumber);
    const sequencer = rooms.get(SequencerService);
    while (await sequencer.isBehind()) await sequencer.sequence();
    for (const { id } of traces.contracts) await erasure.eraseFromContract(parsed.phoneNumber, id, new Date());
    await erasure.eraseRest(parsed.phoneNumber);
    return `${outcome(traces)}\n${await database.forget()}`;
  }, ROOMS);
  process.stdout.write(`${told}\n`);
  return 0;
}

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

function preview({ contracts, strayTexts }: Traces): string {
  const found = `${count(contracts.length, 'contract')}, ${count(strayTexts, 'text')} about no contract.`;
  const list = contracts.map(({ id, status }) => `  ${id}  ${status}`).join('\n');
  return [`Found: ${found}`, list, WHAT, 'Nothing was done. To do it: the same again with --yes.']
    .filter(Boolean)
    .join('\n');
}

const WHAT = `Erasing takes name, number, replies and texts away, and with them the documents and receipts of these contracts, also for
the other parties: download what they still need first. Terms, times, statuses, hashes and the log stay. A receipt that
somebody kept still verifies.`;

const outcome = ({ contracts, strayTexts }: Traces): string =>
  `Erased from ${count(contracts.length, 'contract')}, and ${count(strayTexts, 'text')} about no contract. Backups, the carrier's
records and, for a day, sealed answers kept for Idempotency-Key are not reached. A number that texted STOP stays on that list.`;
