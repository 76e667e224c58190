/** What the stories ask of the database beside the running service. */
import type { App } from '../start-app.js';
import { rows } from '../story-database.js';
import { until } from '../until.js';

/** Every text ever meant for a number, also those still waiting: what is not here will never come. */
export function textsFor(app: App, phone: string): string[] {
  const sql = `SELECT kind FROM messages WHERE phone_number = ? AND direction = 'out' ORDER BY id`;
  return rows(app.dataDir, sql, phone).map((row) => String(row.kind));
}

type Table = 'callbacks' | 'messages' | 'receipts' | 'outbox' | 'contracts' | 'api_keys' | 'webhook_endpoints';

export function countOf(app: App, table: Table): number {
  return Number(rows(app.dataDir, `SELECT count(*) AS n FROM ${table}`)[0]?.n);
}

/** What the service remembers of replies, oldest first. */
export function replyOutcomes(app: App): string[] {
  const sql = `SELECT outcome FROM callbacks WHERE kind = 'sms' ORDER BY received_at`;
  return rows(app.dataDir, sql).map((row) => String(row.outcome));
}

/** What the service remembers of the reports about one text, oldest first. */
export function reportOutcomes(app: App, carrierId: string): string[] {
  const sql = `SELECT outcome FROM callbacks WHERE kind = 'delivery' AND subject = ? ORDER BY received_at`;
  return rows(app.dataDir, sql, carrierId).map((row) => String(row.outcome));
}

/** The carrier's name for the invitation to a number. */
export function carrierIdOf(app: App, phone: string): string {
  const sql = `SELECT carrier_id FROM messages WHERE phone_number = ? AND kind = 'invitation'`;
  return String(rows(app.dataDir, sql, phone)[0]?.carrier_id);
}

/** Everything that was to leave the house has left. */
export async function untilQuiet(app: App, withinMs?: number): Promise<void> {
  await until(
    () => countOf(app, 'outbox'),
    (waiting) => waiting === 0,
    withinMs,
  );
}
