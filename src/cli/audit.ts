/** `audit`: everything recorded, held against its hashes, its signatures and the log. */
import { parseArgs } from 'node:util';
import { AuditFault } from '../audit/audit-fault.js';
import { LogAuditService } from '../audit/log-audit.service.js';
import { RecordAuditService } from '../audit/record-audit.service.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { atWorkbench } from './workbench.js';

const ROOMS = [SigningKeysService, LogAuditService, RecordAuditService];
const TELL_EVERY_MS = 2_000;

export async function audit(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  try {
    await atWorkbench(async (rooms) => {
      const [log, records] = [rooms.get(LogAuditService), rooms.get(RecordAuditService)];
      await step('leaves of the log', (tell) => log.check(tell));
      await step('events', (tell) => records.checkEvents(tell));
      await step('documents', (tell) => records.checkDocuments(tell));
      await step('receipts', (tell) => records.checkReceipts(tell));
    }, ROOMS);
    return 0;
  } catch (error) {
    if (!(error instanceof AuditFault)) throw error;
    process.stdout.write(`WRONG  ${error.message}\n`);
    return 1;
  }
}

async function step(name: string, check: (tell: (done: number) => void) => Promise<number>): Promise<void> {
  let toldAt = Date.now();
  const count = await check((done) => {
    if (Date.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = Date.now();
    process.stderr.write(`       ${name}: ${done} so far\n`);
  });
  process.stdout.write(`ok     ${name}: ${count}\n`);
}
