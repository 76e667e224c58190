/** `audit`: everything recorded, held against its hashes, its signatures and the log. */
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { AuditFault } from '../audit/audit-fault.js';
import { LogAuditService } from '../audit/log-audit.service.js';
import { RecordAuditService } from '../audit/record-audit.service.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { progress } from './telling.js';
import { atWorkbench } from './workbench.js';

export const ROOMS = [SigningKeysService, LogAuditService, RecordAuditService];

export async function audit(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  const fault = await atWorkbench((rooms) => findFault(rooms, (line) => process.stdout.write(`${line}\n`)), ROOMS);
  if (fault !== null) process.stdout.write(`WRONG  ${fault}\n`);
  return fault === null ? 0 : 1;
}

/** A sentence about the first place that does not hold; null when everything does. */
export async function findFault(rooms: INestApplicationContext, say: (line: string) => void): Promise<string | null> {
  const [log, records] = [rooms.get(LogAuditService), rooms.get(RecordAuditService)];
  const steps: [name: string, check: (tell: (done: number) => void) => Promise<number>][] = [
    ['public keys', () => records.checkKeys()],
    ['leaves of the log', (tell) => log.check(tell)],
    ['events', (tell) => records.checkEvents(tell)],
    ['documents', (tell) => records.checkDocuments(tell)],
    ['receipts', (tell) => records.checkReceipts(tell)],
  ];
  try {
    for (const [name, check] of steps)
      say(`ok     ${name}: ${await check(progress((done) => `${name}: ${done} so far`))}`);
    return null;
  } catch (error) {
    if (error instanceof AuditFault) return error.message;
    throw error;
  }
}
