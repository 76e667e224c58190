/** F13: the carrier takes a text and drops the connection before it answers, again and again. */
import { until } from '../test/until.js';
import { deliveryCallback, signed } from './harness/callbacks.js';
import { call } from './harness/client.js';
import { inParallel } from './harness/crew.js';
import { count } from './harness/database.js';
import { Issuer } from './harness/issuer.js';
import { type Mood, MoodyCarrier } from './harness/moody-carrier.js';
import { Random } from './harness/random.js';
import { type Stage, setStage } from './harness/stage.js';
import { allZero, type Outcome } from './harness/verdict.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const RESETS = 1_000;
const RESETS_SHORT = 60;
// One text in three loses its answer: more in a row would be an outage, which is another drill.
const CALM_SHARE = 2 / 3;
const REPEAT_AFTER_S = 2;
const HANDS = 8;

/** What happens to the texts of a phone; each of the last three begins with a lost answer. */
type Fate = 'calm' | 'reported' | 'repeated' | 'lost twice';

const FORESEEN: Record<Fate, string> = {
  calm: '1 sent 0 null',
  // A report under a name that nobody knows says that it was sent: no repeat.
  reported: '1 delivered 0 null',
  repeated: '2 sent 1 null',
  'lost twice': '2 failed 1 may-have-been-sent',
};

interface Row {
  phone_number: string;
  status: string;
  possible_duplicate: number;
  failure_reason: string | null;
}

export async function resets({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const random = new Random(seed);
  const wishes = new Wishes(random);
  const stage = await setStage({ env: { SMS_REPEAT_AFTER: `${REPEAT_AFTER_S}` } });
  const fates = new Map<string, Fate>();
  const wanted = isShort ? RESETS_SHORT : RESETS;
  const list = [];
  for (let lost = 0; lost < wanted; ) {
    const wish = wishes.next();
    list.push(wish);
    for (const phone of wish.phones) {
      const fate = random.isLucky(CALM_SHARE) ? 'calm' : random.pick<Fate>(['reported', 'repeated', 'lost twice']);
      fates.set(phone, fate);
      if (fate !== 'calm') lost += 1;
    }
  }
  const carrier: MoodyCarrier = new MoodyCarrier(stage.carrier, null, (phone) => moodOf(stage, carrier, fates, phone));
  const issuer = new Issuer(() => stage.service.url);
  say(`${list.length} contracts, ${wanted} answers will be lost`);
  await inParallel(list, HANDS, async (wish) => void (await issuer.propose(wish)));
  await until(
    () => count(stage.database, "SELECT count(*) AS n FROM outbox WHERE status <> 'dead'"),
    (left) => left === 0,
    300_000,
  );
  await stage.close();
  return judge(stage, carrier, fates);
}

function moodOf(stage: Stage, carrier: MoodyCarrier, fates: ReadonlyMap<string, Fate>, phone: string): Mood {
  const fate = fates.get(phone) ?? 'calm';
  const isFirst = carrier.to(phone).length === 0;
  if (fate === 'calm' || (fate === 'repeated' && !isFirst)) return 'taken';
  if (fate === 'reported') report(stage, phone);
  return 'lost answer';
}

/** As the carrier does in the end: under its own name for the text, which we never got. */
function report({ service, webhookSecret }: Stage, phone: string): void {
  const form = { id: `ATXid_unknown_${phone}`, status: 'Success', phoneNumber: phone };
  void call(service.url, deliveryCallback(form, signed(webhookSecret))).catch(() => null);
}

async function judge({ database }: Stage, carrier: MoodyCarrier, fates: ReadonlyMap<string, Fate>): Promise<Outcome> {
  const rows = await database.rows<Row>("SELECT * FROM messages WHERE kind = 'invitation'");
  const off = rows.filter((row) => standing(row, carrier) !== FORESEEN[fates.get(row.phone_number)!]);
  const arrived = [...fates.keys()].map((phone) => carrier.to(phone).length);
  const flagged = new Set(rows.filter((row) => Number(row.possible_duplicate) === 1).map((row) => row.phone_number));
  const repeats = [...fates.keys()].filter((phone) => carrier.to(phone).length > 1);
  const first = off[0];
  const figures = {
    texts: rows.length,
    answers_lost: [...fates.values()].reduce(
      (sum, fate) => sum + { calm: 0, reported: 1, repeated: 1, 'lost twice': 2 }[fate],
      0,
    ),
    lost: arrived.filter((times) => times === 0).length,
    repeated: repeats.length,
    repeated_twice: arrived.filter((times) => times > 2).length,
    repeated_unflagged: repeats.filter((phone) => !flagged.has(phone)).length,
    dead_letters: await count(database, "SELECT count(*) AS n FROM outbox WHERE status = 'dead'"),
    off_plan: off.length,
    first_off: first ? `${fates.get(first.phone_number)}: ${standing(first, carrier)}` : null,
  };
  const dead = [...fates.values()].filter((fate) => fate === 'lost twice').length;
  return {
    figures,
    target: { ...allZero('lost repeated_twice repeated_unflagged off_plan'), texts: fates.size, dead_letters: dead },
  };
}

const standing = (row: Row, carrier: MoodyCarrier): string =>
  `${carrier.to(row.phone_number).length} ${row.status} ${row.possible_duplicate} ${row.failure_reason}`;
