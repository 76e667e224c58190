/** Workers on a real database, whose tries the test holds in its hand. */
import { type Lane, OutboxService, type Settlement } from '../../src/outbox/outbox.service.js';
import { OutboxWorker } from '../../src/outbox/outbox.worker.js';
import { Database } from '../../src/persistence/database.js';
import { OutboxItem } from '../../src/persistence/outbox.entities.js';
import { Stopping } from '../../src/stopping.js';
import type { Tx } from '../../src/transactions/tx.js';
import type { Place } from '../persistence/engines.js';
import { until } from '../until.js';

const TOPIC = 'test';
export const PAST = '2020-01-01T00:00:00.000Z';

export interface Try {
  payload: string;
  interruptions: number;
  attempt: number;
  status: string;
  settle(settlement: Settlement): void;
}

export function setStage(freshPlace: () => Promise<Place>) {
  let place: Place;
  let database: Database;
  const workers: OutboxWorker[] = [];
  const open: Try[] = [];

  beforeEach(async () => {
    place = await freshPlace();
    database = await Database.open(place.address);
  }, 30_000);
  afterEach(async () => {
    for (const one of open.splice(0)) one.settle({ state: 'done' });
    for (const worker of workers.splice(0)) await worker.onModuleDestroy();
    await database.close();
    await place.drop();
  }, 30_000);

  /** A worker that hands each try to the test, which settles it when it likes, or at once as it is told. */
  function startWorker(answer?: (one: Try) => Settlement, lane: Partial<Lane> = {}) {
    const outbox = new OutboxService();
    const tries: Try[] = [];
    const take = ({ payload, attempt, interruptions, status }: OutboxItem) =>
      new Promise<Settlement>((settle) => {
        const one = { payload, attempt, interruptions, status, settle };
        tries.push(one);
        if (answer) settle(answer(one));
        else open.push(one);
      });
    outbox.register(TOPIC, take, lane);
    const worker = new OutboxWorker(outbox, database.transactions, database.reads, database.tidings, new Stopping());
    workers.push(worker);
    worker.onApplicationBootstrap();
    const taken = (count: number) =>
      until(
        () => tries,
        (seen) => seen.length >= count,
      );
    return { outbox, worker, tries, taken, payloads: () => tries.map(({ payload }) => payload) };
  }

  const run = <T>(work: (tx: Tx) => Promise<T>) => database.transactions.run(work);
  const silent = new OutboxService();
  const add = (payload: string, orderKey = payload, outbox = silent) => {
    const item = { topic: TOPIC, orderKey, payload, accountId: null, now: new Date() };
    return database.transactions.run((tx) => outbox.add(tx, item));
  };
  const rows = () => database.reads.sql<OutboxItem>`SELECT * FROM outbox ORDER BY id`;
  const rowWhen = (isSo: (row: OutboxItem) => boolean) =>
    until(
      async () => (await rows())[0],
      (row) => row !== undefined && isSo(row),
    ) as Promise<OutboxItem>;
  const untilEmpty = () => until(rows, (left) => left.length === 0);
  const change = (changes: Partial<OutboxItem>) =>
    database.transactions.run((tx) => tx.update(OutboxItem, { topic: TOPIC }, changes as object));
  /** As if the time of the lease, or until the next try, had passed. */
  const passTime = async () => {
    const [row] = await rows();
    await change(row!.lease_until === null ? { due_at: PAST } : { lease_until: PAST });
  };

  const stopFirst = () => workers.shift()!.onModuleDestroy();
  return { run, startWorker, add, rows, rowWhen, untilEmpty, change, passTime, stopFirst };
}
