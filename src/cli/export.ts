/** `export`: every contract as files, for whoever moves, archives or examines them without this service. */
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { STATUSES } from '../contracts/contract-status.js';
import { EventsService } from '../evidence/events.service.js';
import { ReceiptsService } from '../evidence/receipts.service.js';
import { ContractExportService, type Wanted } from '../exports/contract-export.service.js';
import { ExportFolder } from '../exports/export-folder.js';
import { LogService } from '../log/log.service.js';
import { LogWorker } from '../log/log.worker.js';
import { SequencerService } from '../log/sequencer.service.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { progress } from './telling.js';
import { atWorkbench } from './workbench.js';

const ROOMS = [
  ...[SigningKeysService, SequencerService, LogWorker, LogService],
  ...[EventsService, ReceiptsService, ContractExportService],
];
const text = { type: 'string' } as const;
const OPTIONS = {
  ...{ account: text, since: text, until: text, status: text },
  continue: { type: 'boolean', default: false },
} as const;
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/;

interface Tally {
  contracts: number;
  kept: number;
  receipts: number;
  refused: number;
}

export async function exportContracts(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const [path = '', ...others] = positionals;
  if (path === '' || others.length > 0) throw new Error('Name one folder: export /var/backups/ndiyo/contracts');
  const { account: accountId = null, status = null } = values;
  assertStatus(status);
  const now = new Date().toISOString();
  const until = readTime('--until', values.until, now);
  const wanted = { accountId, since: readTime('--since', values.since, ''), until, status };
  const began = performance.now();
  const tally = await atWorkbench(async (rooms) => {
    if (accountId !== null) await rooms.get(AccountsService).get(accountId);
    const folder = new ExportFolder(path, values.continue);
    folder.addFile('jwks.json', JSON.stringify(await rooms.get(SigningKeysService).jwks()));
    const written = await writeAll(rooms, wanted, folder).catch((error: Error) => {
      throw new Error(
        `Broken off: ${error.message}. What is in ${path} stays; the same command with --continue goes on.`,
      );
    });
    folder.finish();
    return written;
  }, ROOMS);
  process.stdout.write(`${told(path, tally, (performance.now() - began) / 1_000)}\n`);
  return tally.refused === 0 ? 0 : 1;
}

/** One contract after the other: what is in memory does not grow with their number. */
async function writeAll(rooms: INestApplicationContext, wanted: Wanted, folder: ExportFolder): Promise<Tally> {
  const exports = rooms.get(ContractExportService);
  const total = await exports.count(wanted);
  const tell = progress((done) => `exported ${done} of ${total} contracts`);
  const tally = { contracts: 0, kept: 0, receipts: 0, refused: 0 };
  for await (const { id } of exports.ids(wanted)) {
    try {
      const kept = await findKept(exports, folder, id);
      folder.addToIndex(kept ?? (await writeOne(exports, id, folder, tally)));
      tally.contracts += 1;
      if (kept !== null) tally.kept += 1;
    } catch (error) {
      if (isOfMachine(error)) throw error;
      tally.refused += 1;
      process.stderr.write(`WRONG  ${JSON.stringify(id)} is left out: ${(error as Error).message}\n`);
    }
    tell(tally.contracts);
  }
  return tally;
}

/** What an earlier export wrote, while nothing has been done to the contract since: a person erased is written anew, without. */
async function findKept(exports: ContractExportService, folder: ExportFolder, id: string): Promise<string | null> {
  const summary = folder.findSummary(id);
  if (summary === null) return null;
  return JSON.parse(summary).events_head === (await exports.headOf(id)) ? summary : null;
}

async function writeOne(exports: ContractExportService, id: string, folder: ExportFolder, tally: Tally) {
  const { files, summary } = await exports.read(id);
  folder.addContract(id, files, summary);
  tally.receipts += [...files.keys()].filter((name) => name.startsWith('receipt')).length;
  return summary;
}

/** A full disk or a database that is away ends the export; a contract that cannot be read is told, and left out. */
const isOfMachine = (error: unknown): boolean => (error as { code?: unknown }).code !== undefined;

function readTime(name: string, given: string | undefined, otherwise: string): string {
  if (given === undefined) return otherwise;
  const time = TIME.test(given) ? new Date(given) : new Date(Number.NaN);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new Error(`${name} must be a day or a time in UTC, such as 2026-01-31 or 2026-01-31T08:00Z.`);
}

function assertStatus(status: string | null): void {
  if (status === null || STATUSES.some((one) => one === status)) return;
  throw new Error(`--status must be one of ${STATUSES.join(', ')}.`);
}

const told = (path: string, { contracts, kept, receipts, refused }: Tally, seconds: number): string =>
  `${path}: ${contracts} contracts${kept > 0 ? ` (${kept} as an earlier export left them)` : ''}, ${receipts} receipts written, in ${seconds.toFixed(1)} s.
${refused > 0 ? `${refused} left out: npm run cli -- audit\n` : ''}To check a receipt: npm run cli -- verify <contract>/receipt.json --jwks jwks.json
The folder holds names, numbers and texts as they are. Keep it as you keep the database; erase does not reach it.`;
