/** The first key of a testing service, made as an operator makes it. */
import { runCli } from '../../test/stories/command-line.js';

/** @param more what the service was told of its database, where it is no file */
export async function makeAdminKey(
  dataDir: string,
  secretKey: string,
  more: Record<string, string> = {},
): Promise<string> {
  const env = { ENVIRONMENT: 'testing', DATA_DIR: dataDir, SECRET_KEY: secretKey, ...more };
  const { code, output } = await runCli(['keys', 'create', '--name', 'drill', '--admin', '--json'], env);
  const line = output.split('\n').find((text) => text.startsWith('{'));
  if (code !== 0 || !line) throw new Error(`the first key could not be made: ${output}`);
  return JSON.parse(line).key as string;
}
