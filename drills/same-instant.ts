/** F7: both parties say yes in the same instant, each reply comes three times; on PostgreSQL to two processes at once. */

import { auditOf, untilLogged } from './harness/audit.js';
import { signed, smsCallback } from './harness/callbacks.js';
import { listBrokenChains } from './harness/chains.js';
import * as check from './harness/checker.js';
import { call } from './harness/client.js';
import { inParallel } from './harness/crew.js';
import { count, integrityOf } from './harness/database.js';
import { Issuer, type Told } from './harness/issuer.js';
import { Random } from './harness/random.js';
import { countBadReceipts } from './harness/receipts.js';
import { compareTexts } from './harness/sent-texts.js';
import { type Stage, setStage, untilQuiet } from './harness/stage.js';
import { allZero, bothEngines, type Outcome } from './harness/verdict.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const CONTRACT_COUNT = 1_000;
const CONTRACT_COUNT_SHORT = 60;
const COPIES = [1, 2, 3];
const HANDS = 8;

export async function sameInstant({ isShort, seed, postgresUrl }: DrillOptions): Promise<Outcome> {
  const contracts = isShort ? CONTRACT_COUNT_SHORT : CONTRACT_COUNT;
  const onSqlite = await onOneEngine(null, contracts, seed);
  return bothEngines(onSqlite, postgresUrl ? await onOneEngine(postgresUrl, contracts, seed) : null);
}

async function onOneEngine(postgresUrl: string | null, contracts: number, seed: number): Promise<Outcome> {
  const random = new Random(seed);
  const wishes = new Wishes(random);
  const stage = await setStage({ postgresUrl });
  const issuer = new Issuer(() => random.pick(stage.services).url);
  const wanted = Array.from({ length: contracts }, () => wishes.next());
  await inParallel(wanted, HANDS, async (wish) => void (await issuer.propose(wish)));
  say(`${stage.database.engine}, ${stage.services.length} process(es): ${issuer.told.size} contracts`);
  const unheard = await answerAll(stage, [...issuer.told.values()], random);
  await untilQuiet(stage.database, 120_000);
  const badReceipts = await countBadReceipts(stage.service.url, [...issuer.told.values()].slice(-2));
  await untilLogged(stage.database);
  await stage.close();
  return judge(stage, issuer, contracts, { callbacks_not_200: unheard, receipts_invalid: badReceipts });
}

/** All six callbacks of a contract at once, in any order, each to any process. */
async function answerAll(stage: Stage, told: Told[], random: Random): Promise<number> {
  let unheard = 0;
  await inParallel(random.shuffled(told), HANDS, async ({ wish }) => {
    const replies = await Promise.all(
      wish.phones.map(async (phone) => ({ from: phone, code: await stage.texts.untilCode(phone) })),
    );
    const posts = replies.flatMap(({ from, code }) =>
      COPIES.map(() => smsCallback({ from, text: `YES-${code}`, id: `reply-${from}` }, signed(stage.webhookSecret))),
    );
    const answers = random.shuffled(posts).map((post) => call(random.pick(stage.services).url, post));
    for (const answer of await Promise.allSettled(answers)) {
      if (answer.status === 'rejected' || answer.value.status !== 200) unheard += 1;
    }
  });
  return unheard;
}

async function judge(stage: Stage, issuer: Issuer, contracts: number, seen: Record<string, number>): Promise<Outcome> {
  const { database, texts } = stage;
  const sent = await compareTexts(database, texts);
  const eventsOf = (type: string) => count(database, 'SELECT count(*) AS n FROM events WHERE type = ?', type);
  const figures = {
    contracts: issuer.told.size,
    confirmed: await count(database, "SELECT count(*) AS n FROM contracts WHERE status = 'confirmed'"),
    events_confirmed: await eventsOf('contract.confirmed'),
    events_party_confirmed: await eventsOf('contract.party_confirmed'),
    decisions: await count(database, 'SELECT count(*) AS n FROM parties WHERE decision IS NOT NULL'),
    receipts: await count(database, 'SELECT count(*) AS n FROM receipts'),
    callbacks_kept: await count(database, "SELECT count(*) AS n FROM callbacks WHERE kind = 'sms'"),
    texts: sent.texts,
    wrongly_concluded: await check.countWronglyConcluded(database),
    contracts_stuck: await check.countStuck(database),
    doubles: check.countDoubles(await check.readContracts(database)),
    ...seen,
    texts_repeated: sent.repeated,
    texts_sent_unseen: sent.sent_unseen,
    texts_unsettled: sent.unsettled,
    chains_broken: (await listBrokenChains(database)).length,
    leaves: await count(database, 'SELECT count(*) AS n FROM log_leaves'),
    audit: await auditOf(stage),
    integrity: await integrityOf(database),
  };
  const none = `callbacks_not_200 receipts_invalid wrongly_concluded contracts_stuck doubles texts_repeated
    texts_sent_unseen texts_unsettled chains_broken`;
  const target = {
    ...{ contracts, confirmed: contracts, events_confirmed: contracts, receipts: contracts },
    // Two parties each, who were asked and told the end.
    ...{ events_party_confirmed: 2 * contracts, decisions: 2 * contracts, callbacks_kept: 2 * contracts },
    ...{ texts: 4 * contracts, leaves: 4 * contracts, audit: 'holds', ...allZero(none) },
    integrity: database.engine === 'sqlite' ? 'ok' : 'not asked',
  };
  return { figures, target };
}
