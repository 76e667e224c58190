/** `npm run bench`: measures the built service against a bare reference server, and says whether the targets are met. */
import { existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { Carrier } from './carrier.js';
import { type ContestRules, contest, WORKS, type WorkName } from './contest.js';
import { growthFacts, loadedFact, outboxFact, pageFacts, postgresFacts, startFacts, verifyFacts } from './facts.js';
import { endLoad } from './load.js';
import { type Options, readOptions, type Section } from './options.js';
import { measureOutbox } from './outbox.js';
import { measurePages } from './pages.js';
import { dropDatabase, measurePostgres } from './postgres.js';
import { type Prepared, prepareContracts, prepareEmpty } from './prepare.js';
import { measurePresent } from './present.js';
import { type Comparison, compare, comparisonTable, type Fact, factTable } from './report.js';
import { memoryOf, profileInto, type Server, startReference, startService } from './servers.js';
import { CONNECTIONS, RAMP_SECONDS, WARM_UP_SECONDS } from './settings.js';
import { measureStarts } from './start.js';
import { measureVerifying } from './verify.js';
import { freshFolder, isPinned, openWorkplace, progress, removeFolder } from './workplace.js';

// What the reference is taken to do on a fast machine; where it does more, rounds of replies are shorter.
const REPLIES_PER_SECOND = 2_000;
const MAX_CONTRACTS = 50_000;

interface Findings {
  comparisons: Comparison[];
  /** The service with many contracts present against itself with few. */
  growth: Comparison[];
  facts: Fact[];
}

async function measure(options: Options, carrier: Carrier): Promise<Findings> {
  const { only, contracts } = options;
  const findings: Findings = { comparisons: [], growth: [], facts: [] };
  const has = (section: Section) => only.includes(section);
  const works = WORKS.filter(has);
  if (has('start')) findings.facts.push(...startFacts(await measureStarts(carrier)));
  const empty = await prepareEmpty(carrier);
  const isPreparedUsed = contracts > 0 || works.some((work) => work !== 'create');
  const prepared = isPreparedUsed ? await prepareContracts(empty, preparedFor(options), carrier) : null;
  const rules: ContestRules = { ...options, hasParity: true };
  for (const work of works) await measureWork(work, empty, prepared, carrier, rules, findings);
  if (contracts > 0) {
    const growth = await measurePresent(works, contracts, prepared!, carrier, rules);
    findings.growth.push(...growth.contests.map(compare));
    findings.facts.push(...growthFacts(growth));
  }
  if (has('outbox')) findings.facts.push(outboxFact(await measureOutbox(empty, options.texts, carrier)));
  if (has('verify')) findings.facts.push(...verifyFacts(await measureVerifying(empty, carrier)));
  if (has('pages')) findings.facts.push(...pageFacts(await measurePages()));
  if (options.postgres) {
    const sqlite = findings.comparisons.find(({ work }) => work === 'create');
    findings.facts.push(...postgresFacts(await measurePostgres(options.postgres, carrier, options), sqlite));
  }
  return findings;
}

async function measureWork(
  work: WorkName,
  empty: string,
  prepared: Prepared | null,
  carrier: Carrier,
  rules: ContestRules,
  findings: Findings,
): Promise<void> {
  const from = work === 'create' ? empty : prepared!.dataDir;
  carrier.takeTexts();
  carrier.beSilent();
  const servers: [Server, Server] = [
    await startReference(freshFolder(`${work}-reference`, from)),
    await startService(freshFolder(`${work}-service`, from), carrier.url),
  ];
  findings.comparisons.push(compare(await contest(work, servers, prepared, rules)));
  if (work === 'create') findings.facts.push(loadedFact(memoryOf(servers[1].pid).peakMb));
  for (const server of servers) {
    await server.kill();
    removeFolder(server.dataDir);
  }
}

function preparedFor({ prepared, rounds, seconds, only }: Options): number {
  if (prepared !== null) return prepared;
  const replySeconds = only.includes('inbound') ? WARM_UP_SECONDS + rounds * (seconds + RAMP_SECONDS) : 0;
  return Math.min(Math.max(1_000, Math.ceil((replySeconds * REPLIES_PER_SECOND) / 2)), MAX_CONTRACTS);
}

function tell({ comparisons, growth, facts }: Findings, options: Options): void {
  const { rounds, seconds, seed, contracts, json } = options;
  const where = isPinned ? 'server on core 0, load on core 1' : 'not pinned to cores';
  const how = [
    `Node ${process.versions.node}, ${process.platform}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${where}`,
    `${CONNECTIONS} connections, warmed up ${WARM_UP_SECONDS} s, ${rounds} rounds of ${seconds} s, seed ${seed}`,
    'While creating and hearing replies is measured the carrier is silent: it takes a connection and never answers,',
    'so that sending texts is no part of these figures. CPU is processor time of the server for each request; its ratio',
    'is turned as that of the rates, and is the steadier one on a busy machine.',
  ];
  const few = growth.length > 0 ? `The service with ${contracts} contracts present (many) and without (few)\n` : '';
  const parts = [how.join('\n'), comparisonTable(comparisons), few + comparisonTable(growth), factTable(facts)];
  const text = `${parts.filter((part) => part !== '').join('\n\n')}\n`;
  const figures = `${JSON.stringify({ node: process.versions.node, isPinned, rounds, seconds, seed, contracts, comparisons, growth, facts }, null, 2)}\n`;
  (json === '-' ? process.stderr : process.stdout).write(`\n${text}`);
  if (json === '-') process.stdout.write(figures);
  else if (json !== null) writeFileSync(json, figures);
}

async function run(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) return;
  if (!existsSync('dist/main.js')) throw new Error('there is no built service here: npm run build makes it');
  openWorkplace(options.folder);
  if (options.profile) profileInto(options.profile);
  progress(`seed ${options.seed}; ${isPinned ? 'pinned to cores' : 'not pinned to cores'}`);
  const carrier = await Carrier.open();
  try {
    tell(await measure(options, carrier), options);
  } finally {
    await dropDatabase();
    endLoad();
    await carrier.close();
  }
}

await run().catch((error: unknown) => {
  process.stderr.write(`bench: ${(error as Error).message}\n`);
  process.exit(1);
});
