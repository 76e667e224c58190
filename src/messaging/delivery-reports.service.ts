/** What the carrier later says of a text: a final state stands, an early report waits for its text. */
import { Inject, Injectable } from '@nestjs/common';
import { Callback, Message } from '../persistence/message.entities.js';
import type { Tx } from '../transactions/tx.js';
import { reasonOfReport } from './delivery-troubles.js';
import { OutcomesService } from './outcomes.service.js';

export interface DeliveryReport {
  carrierId: string;
  status: string;
  failureReason: string | null;
}

export type ReportOutcome = 'applied' | 'repeated' | 'parked';

// Values the carrier is known to send; any other is kept as it came and changes no state.
const DELIVERED = new Set(['Success', 'Delivered']);
const FAILED = new Set(['Failed', 'Rejected', 'AbsentSubscriber', 'Expired']);

@Injectable()
export class DeliveryReportsService {
  constructor(@Inject(OutcomesService) private readonly outcomes: OutcomesService) {}

  async apply(tx: Tx, report: DeliveryReport, at: string): Promise<ReportOutcome> {
    await tx.lock(report.carrierId); // a report and its text's own settlement may come at once
    const [message] = await tx.sql<Message>`SELECT * FROM messages
      WHERE carrier_id = ${report.carrierId} AND direction = 'out'`;
    if (!message) return 'parked';
    if (message.final_at) return 'repeated';
    const final = finalState(report);
    await tx.update(
      Message,
      { id: message.id },
      { carrier_status: wordsOf(report), ...(final && { ...final, final_at: at }) },
    );
    if (!final) return 'applied';
    this.outcomes.count(tx, final.status);
    await this.outcomes.tell(tx, message, final.status, final.failure_reason);
    return 'applied';
  }

  /** Reports that came before our own commit of the carrier's id. */
  async applyParked(tx: Tx, carrierId: string, at: string): Promise<void> {
    await tx.lock(carrierId);
    const parked = await tx.sql<Callback>`SELECT * FROM callbacks
      WHERE subject = ${carrierId} AND outcome = 'parked' AND kind = 'delivery' ORDER BY received_at`;
    for (const callback of parked) {
      const outcome = await this.apply(tx, reportOf(JSON.parse(callback.fields) as Record<string, string>), at);
      await tx.update(Callback, { kind: callback.kind, dedupe_key: callback.dedupe_key }, { outcome });
    }
  }

  /** The carrier's id of a text to this number that nobody here knows to have been sent; null when none was reported. */
  async findUnclaimed(from: Pick<Tx, 'sql'>, phoneNumber: string, since: string): Promise<string | null> {
    const [oldest] = await from.sql<{ subject: string }>`SELECT subject FROM callbacks
      WHERE phone_number = ${phoneNumber} AND outcome = 'parked' AND kind = 'delivery' AND subject IS NOT NULL
        AND received_at >= ${since} ORDER BY received_at LIMIT 1`;
    return oldest?.subject ?? null;
  }
}

export const reportOf = (fields: Record<string, string>): DeliveryReport => ({
  carrierId: fields.id ?? '',
  status: (fields.status ?? '').slice(0, 30),
  failureReason: fields.failureReason?.slice(0, 30) || null,
});

/** As the carrier put it. */
const wordsOf = ({ status, failureReason }: DeliveryReport): string =>
  failureReason === null || failureReason === status ? status : `${status} ${failureReason}`;

function finalState({ status, failureReason }: DeliveryReport) {
  if (DELIVERED.has(status)) return { status: 'delivered' as const, failure_reason: null };
  if (FAILED.has(status)) return { status: 'failed' as const, failure_reason: reasonOfReport(status, failureReason) };
  return null;
}
