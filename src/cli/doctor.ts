/** `doctor`: examines one's own deployment and says what to do. */
import { parseArgs } from 'node:util';
import { examine } from '../doctor/examine.js';
import type { Finding, Level } from '../doctor/finding.js';

const SIGNS: Record<Level, string> = { ok: 'ok     ', note: 'note   ', warning: 'WARNING', wrong: 'WRONG  ' };

export async function doctor(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean' } } });
  const [address, ...others] = positionals;
  if (others.length > 0 || (address !== undefined && !/^https?:\/\/[^/]/.test(address))) {
    throw new Error('Name one address, such as https://your.host, or none for the one configured here');
  }
  const findings = await examine(address ?? null, tellProgress);
  const counted = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const summary = { wrong: counted('wrong'), warnings: counted('warning'), checks: findings.length };
  process.stdout.write(
    values.json ? `${JSON.stringify({ ...summary, findings }, null, 2)}\n` : tell(findings, summary),
  );
  return summary.wrong > 0 ? 1 : 0;
}

/** A terminal sees what is looked at; a pipe gets the report alone. */
function tellProgress(title: string): void {
  if (process.stderr.isTTY) process.stderr.write(`looking at ${title} …\n`);
}

function tell(findings: Finding[], summary: { wrong: number; warnings: number }): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ level, check, detail, advice }) => [
    `${SIGNS[level]}  ${check.padEnd(width)}  ${detail}`,
    ...(advice !== undefined ? [`${' '.repeat(width + 11)}→ ${advice}`] : []),
  ]);
  const verdict =
    summary.wrong > 0
      ? `${summary.wrong} wrong, ${summary.warnings} to think about.`
      : `Nothing is wrong${summary.warnings > 0 ? `; ${summary.warnings} to think about` : ''}.`;
  return `${[...lines, '', verdict].join('\n')}\n`;
}
