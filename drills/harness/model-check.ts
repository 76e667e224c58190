/** Holds the database against the model: where contracts, parties and invitations stand, and how many rows there are. */
import type { CallbackPlan } from './callback-plan.js';
import { count, type Database } from './database.js';

interface Seen {
  id: string;
  status: string;
  party_id: string;
  party_status: string;
  delivery: string;
}

const SEEN = `SELECT c.id, c.status, p.party_id, p.status AS party_status, m.status AS delivery
  FROM contracts c JOIN parties p ON p.contract_id = c.id
  JOIN messages m ON m.contract_id = c.id AND m.party_id = p.party_id AND m.kind = 'invitation'
  ORDER BY c.id, p.party_id`;

export interface Comparison {
  off_the_model: number;
  first_off: string | null;
  callback_rows_off: number;
  heard_rows_off: number;
}

export async function compareWithModel(database: Database, plan: CallbackPlan): Promise<Comparison> {
  const seen = new Map<string, string[]>();
  for (const { id, status, party_status, delivery } of await database.rows<Seen>(SEEN)) {
    seen.set(id, [...(seen.get(id) ?? [status]), `${party_status}/${delivery}`]);
  }
  const off = plan.contracts.flatMap(({ id, status, parties, deliveries }) => {
    const foreseen = [status, ...parties.map((party, i) => `${party}/${deliveries[i]}`)].join(' ');
    const stands = (seen.get(id) ?? []).join(' ');
    return foreseen === stands ? [] : [`${id}: foreseen ${foreseen}, found ${stands}`];
  });
  const kept = await count(database, 'SELECT count(*) AS n FROM callbacks');
  const heard = await count(
    database,
    "SELECT count(*) AS n FROM messages WHERE direction = 'in' AND carrier_id LIKE 'text-%'",
  );
  const decided = await countDoubleDecisions(database);
  return {
    off_the_model: off.length + decided,
    first_off: off[0] ?? null,
    callback_rows_off: kept - plan.provenKeys.size,
    heard_rows_off: heard - plan.heardIds.size,
  };
}

/** Parties with more than one event of the same decision. */
async function countDoubleDecisions(database: Database): Promise<number> {
  const rows = await database.rows<{ contract_id: string; type: string; data: string }>(
    "SELECT contract_id, type, data FROM events WHERE type LIKE 'contract.party_%'",
  );
  const keys = rows.map(({ contract_id, type, data }) => `${contract_id} ${type} ${JSON.parse(data).party_id}`);
  return keys.length - new Set(keys).size;
}
