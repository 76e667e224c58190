/** What the carrier later says of a text: a final state stands, an early report waits for its text. */
import { Injectable } from '@nestjs/common';
import { Callback, Message } from '../persistence/message.entities.js';
import type { Tx } from '../transactions/tx.js';

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
  async apply(tx: Tx, report: DeliveryReport, at: string): Promise<ReportOutcome> {
    await tx.lock(report.carrierId); // a report and its text's own settlement may come at once
    const [message] = await tx.sql<Message>`SELECT * FROM messages
      WHERE carrier_id = ${report.carrierId} AND direction = 'out'`;
    if (!message) return 'parked';
    if (message.final_at) return 'repeated';
    await tx.update(Message, { id: message.id }, { carrier_status: report.status, ...finalState(report, at) });
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
}

export const reportOf = (fields: Record<string, string>): DeliveryReport => ({
  carrierId: fields.id ?? '',
  status: (fields.status ?? '').slice(0, 64),
  failureReason: fields.failureReason?.slice(0, 64) || null,
});

function finalState({ status, failureReason }: DeliveryReport, at: string) {
  if (DELIVERED.has(status)) return { status: 'delivered', final_at: at, failure_reason: null };
  if (FAILED.has(status)) return { status: 'failed', final_at: at, failure_reason: failureReason ?? status };
  return {};
}
