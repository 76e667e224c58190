/** What the service's own audit says of a database, asked as an operator does. */
import { runCli } from '../../test/stories/command-line.js';
import { until } from '../../test/until.js';
import { count, type Database } from './database.js';
import type { Stage } from './stage.js';

export async function untilLogged(database: Database, withinMs = 60_000): Promise<void> {
  const waiting = () => count(database, 'SELECT count(*) AS n FROM events WHERE leaf_index IS NULL');
  await until(waiting, (n) => n === 0, withinMs);
}

/** `holds`, or the sentence that names the first place that does not. */
export async function auditOf({ env, service }: Stage): Promise<string> {
  const { code, output } = await runCli(['audit'], { ...env, DATA_DIR: service.dataDir });
  return code === 0 ? 'holds' : output;
}
