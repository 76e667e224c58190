/** Measures a work on two servers in turn: both warmed up, then round for round, the one at rest held still. */
import { columnOf, numberOf } from './database.js';
import { putLoad } from './load.js';
import type { LoadKind, LoadResult } from './load-job.js';
import { checkParity, PARITY_REQUESTS } from './parity.js';
import type { Prepared } from './prepare.js';
import { processorUsOf, type Server } from './servers.js';
import { RAMP_SECONDS, WARM_UP_SECONDS } from './settings.js';
import { progress } from './workplace.js';

export type WorkName = 'create' | 'inbound' | 'read';
export const WORKS: WorkName[] = ['create', 'inbound', 'read'];

export interface Round extends LoadResult {
  /** Processor time of the server for each request: hardly touched by what else the machine does. */
  processorUs: number;
}

export interface Contest {
  work: WorkName;
  /** The base first, then the one that is held against it. */
  names: [string, string];
  rounds: { base: Round; rival: Round }[];
}

export interface ContestRules {
  rounds: number;
  seconds: number;
  seed: number;
  /** Rows, bytes and answers are compared before the first round. */
  hasParity: boolean;
}

const FEWEST = 100; // answers a round must count

/** One server and how much of the prepared work it has used up. */
class Contender {
  private sent = 0;
  private jobsLeft: number;
  private readonly heardBefore: number;

  constructor(
    readonly server: Server,
    private readonly work: WorkName,
    private readonly prepared: Prepared | null,
    private readonly rules: ContestRules,
  ) {
    this.jobsLeft = rules.rounds + 1;
    this.heardBefore = this.countHeard();
  }

  async run(rampSeconds: number, seconds: number, limit = Number.MAX_SAFE_INTEGER): Promise<Round> {
    const { pid } = this.server;
    this.server.resume();
    const before = processorUsOf(pid);
    const urls = [this.server.url];
    const result = await putLoad({ urls, rampSeconds, seconds, limit, load: this.load() });
    const processorUs = (processorUsOf(pid) - before) / result.sent;
    this.sent += result.sent;
    this.server.hold();
    return { ...result, processorUs };
  }

  /** A fair share of the replies that are left, where they are what is used up. */
  async runShare(rampSeconds: number, seconds: number): Promise<Round> {
    const left = this.work === 'inbound' ? 2 * this.prepared!.contracts - this.sent : Number.MAX_SAFE_INTEGER;
    const limit = Math.floor(left / this.jobsLeft);
    this.jobsLeft -= 1;
    return this.run(rampSeconds, seconds, limit);
  }

  private load(): LoadKind {
    const { work, prepared, sent } = this;
    if (work === 'create') return { kind: 'create', from: sent };
    if (work === 'inbound') return { kind: 'inbound', file: prepared!.repliesFile, from: sent };
    return { kind: 'read', file: prepared!.idsFile, seed: this.rules.seed + sent };
  }

  private countHeard(): number {
    return numberOf(this.server.dataDir, `SELECT count(*) FROM callbacks WHERE outcome = 'yes'`);
  }

  /** Every reply must have been understood, or less was measured than is said. */
  assertAllHeard(): void {
    if (this.work !== 'inbound') return;
    const heard = this.countHeard() - this.heardBefore;
    if (heard !== this.sent) throw new Error(`${this.server.name} heard ${heard} of ${this.sent} replies as a yes`);
  }
}

export async function contest(
  work: WorkName,
  servers: [Server, Server],
  prepared: Prepared | null,
  rules: ContestRules,
): Promise<Contest> {
  const [base, rival] = servers.map((server) => new Contender(server, work, prepared, rules)) as [Contender, Contender];
  for (const { server } of [base, rival]) server.hold();
  if (rules.hasParity) {
    const sample = work === 'read' ? columnOf(servers[0].dataDir, 'SELECT id FROM contracts LIMIT 20') : [];
    await checkParity(work, servers, sample, (side) => [base, rival][side]!.run(0, 60, PARITY_REQUESTS));
  }
  progress(`${work}: warming up`);
  for (const one of [base, rival]) await one.runShare(0, WARM_UP_SECONDS);
  const rounds: Contest['rounds'] = [];
  for (let n = 0; n < rules.rounds; n += 1) {
    // Whoever comes second may find a warmer or a busier machine, so they take turns.
    const order = n % 2 === 0 ? [base, rival] : [rival, base];
    const results = new Map<Contender, Round>();
    for (const one of order) results.set(one, assertCounted(await one.runShare(RAMP_SECONDS, rules.seconds), rules));
    rounds.push({ base: results.get(base)!, rival: results.get(rival)! });
    progress(`${work}: round ${n + 1}: ${tell(base, rounds.at(-1)!.base)}, ${tell(rival, rounds.at(-1)!.rival)}`);
  }
  for (const one of [base, rival]) one.assertAllHeard();
  return { work, names: [servers[0].name, servers[1].name], rounds };
}

const tell = ({ server }: Contender, { perSecond }: LoadResult) => `${server.name} ${Math.round(perSecond)}/s`;

function assertCounted(result: Round, { seconds }: ContestRules): Round {
  if (result.perSecond * seconds >= FEWEST && Number.isFinite(result.p99Ms)) return result;
  throw new Error('a round counted too few answers: take longer rounds, or prepare more with --prepared');
}
