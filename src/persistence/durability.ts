/** Whether a PostgreSQL server keeps what it has acknowledged when the power fails. SQLite is told to when it is opened. */
import type { Reads } from '../transactions/reads.js';

const ADVICE = 'what clients were told is stored would be lost when the power fails: set it to on';

/** What to tell the operator; null where nothing acknowledged can be lost. */
export async function findWeakness({ sql }: Pick<Reads, 'sql'>): Promise<string | null> {
  const settings = await sql<{ name: string; setting: string }>`SELECT name, setting FROM pg_settings
    WHERE name IN ('fsync', 'synchronous_commit') ORDER BY name`;
  const off = settings.filter(({ setting }) => setting === 'off').map(({ name }) => name);
  return off.length === 0 ? null : `PostgreSQL runs with ${off.map((name) => `${name}=off`).join(' and ')}: ${ADVICE}.`;
}
