/** What the command line may say. */
import { parseArgs } from 'node:util';

export const SECTIONS = ['create', 'inbound', 'read', 'start', 'outbox', 'verify', 'pages'] as const;
export type Section = (typeof SECTIONS)[number];

export interface Options {
  only: Section[];
  rounds: number;
  seconds: number;
  prepared: number | null;
  texts: number;
  contracts: number;
  postgres: string | null;
  seed: number;
  json: string | null;
  folder: string;
  profile: string | null;
}

const USAGE = `Usage: npm run bench -- [options]

Measures the built service against a bare reference server that does the same durable work.

  --only <list>       of ${SECTIONS.join(',')}; all unless told
  --rounds <n>        measured rounds a work, 3
  --seconds <n>       length of a round, 5
  --contracts <n>     with so many contracts there before, such as 1000000: they are written first (a few minutes), and
                      each work is held against itself without them
  --prepared <n>      contracts prepared for replies and reads; as many as the rounds may need
  --texts <n>         texts queued before the outbox is drained, 5000
  --postgres <url>    also create on a PostgreSQL server, with one and two instances
  --seed <n>          of what is random, 1
  --json <file>       write the figures as JSON too; - means standard output
  --folder <folder>   where the databases lie during the run: a real disk; .ready
  --profile <folder>  write CPU profiles of the service there (its figures suffer)
`;

/** Null when only help was wanted. */
export function readOptions(args: string[]): Options | null {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      ...{ only: text, rounds: text, seconds: text, contracts: text, prepared: text, texts: text, postgres: text },
      ...{ seed: text, json: text, folder: text, profile: text, help: { type: 'boolean', short: 'h' } },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return null;
  }
  return {
    only: sectionsOf(values.only),
    rounds: countOf('rounds', values.rounds, 3),
    seconds: countOf('seconds', values.seconds, 5),
    prepared: values.prepared === undefined ? null : countOf('prepared', values.prepared, 0),
    texts: countOf('texts', values.texts, 5_000),
    contracts: countOf('contracts', values.contracts, 0),
    postgres: values.postgres ?? null,
    seed: countOf('seed', values.seed, 1),
    json: values.json ?? null,
    folder: values.folder ?? '.ready',
    profile: values.profile ?? null,
  };
}

function sectionsOf(list: string | undefined): Section[] {
  const named = list?.split(',') ?? [...SECTIONS];
  const unknown = named.find((name) => !(SECTIONS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`--only knows ${SECTIONS.join(', ')}, not ${unknown}`);
  return named as Section[];
}

function countOf(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`--${name} wants a whole number from 1 on`);
}
