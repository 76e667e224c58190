/** F14: thousands of callbacks, many of them doubled, late, forged or broken, against a model of what they may do. */

import { accept, type CarrierAnswer } from '../test/fakes/fake-carrier.js';
import { CallbackPlan, type Planned } from './harness/callback-plan.js';
import { deliveryCallback, signed } from './harness/callbacks.js';
import { listBrokenChains } from './harness/chains.js';
import * as check from './harness/checker.js';
import { call } from './harness/client.js';
import { inParallel } from './harness/crew.js';
import { count, integrityOf } from './harness/database.js';
import { Issuer, type Told } from './harness/issuer.js';
import { compareWithModel } from './harness/model-check.js';
import { Random } from './harness/random.js';
import { compareTexts } from './harness/sent-texts.js';
import { type Stage, setStage, untilQuiet } from './harness/stage.js';
import { allZero, type Outcome } from './harness/verdict.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const CALLBACK_COUNT = 10_000;
const CALLBACK_COUNT_SHORT = 1_500;
const CALLBACKS_PER_CONTRACT = 11;
const EARLY = 0.1; // of the delivery reports overtake the carrier's own answer
const HANDS = 8;

export async function callbacks({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const wanted = isShort ? CALLBACK_COUNT_SHORT : CALLBACK_COUNT;
  const random = new Random(seed);
  const wishes = new Wishes(random);
  const stage = await setStage();
  const issuer = new Issuer(() => stage.service.url);
  const list = Array.from({ length: Math.ceil(wanted / CALLBACKS_PER_CONTRACT) }, () => wishes.next());
  const early = reportEarly(stage, random);
  await inParallel(list, HANDS, async (wish) => void (await issuer.propose(wish)));
  await untilQuiet(stage.database, 120_000);
  stage.carrier.answerWith(accept());
  const told = [...issuer.told.values()];
  const plan = new CallbackPlan(random, stage.webhookSecret);
  const lines: Planned[][] = [];
  for (const one of told) lines.push(plan.forContract({ ...(await contractOnPhones(stage, one)), early }));
  say(`${told.length} contracts, ${lines.flat().length} callbacks`);
  const answers = await postAll(stage.service.url, random.shuffled(lines));
  await untilQuiet(stage.database, 120_000);
  await stage.close();
  return judge(stage, plan, lines.flat(), answers, { wanted, early: early.size });
}

/** Some texts are reported delivered before the carrier has said what it calls them; returns their names. */
function reportEarly({ carrier, service, webhookSecret }: Stage, random: Random): Set<string> {
  const early = new Set<string>();
  const answer: CarrierAnswer = async (received, response) => {
    const messageId = `ATXid_${received.form.to}`;
    if (random.isLucky(EARLY)) {
      early.add(messageId);
      const report = { id: messageId, status: 'Success', phoneNumber: received.form.to! };
      await call(service.url, deliveryCallback(report, signed(webhookSecret))).catch(() => null);
    }
    accept({ messageId })(received, response);
  };
  carrier.answerWith(answer);
  return early;
}

/** What the plan needs to know of a contract: the codes on its phones and the carrier's names for its invitations. */
async function contractOnPhones({ texts, carrier }: Stage, { wish, contractId }: Told) {
  const codes: string[] = [];
  for (const phone of wish.phones) codes.push(await texts.untilCode(phone));
  const carrierIds = wish.phones.map(
    (phone) => carrier.journal.find(({ form }) => form.to === phone)?.messageIds[0] ?? 'none',
  );
  return { contractId, phones: wish.phones, codes, carrierIds };
}

/** Those of one contract in their order, copies of one at the same time; contracts beside each other. */
async function postAll(url: string, lines: Planned[][]) {
  const answers = { proven_not_200: 0, unproven_let_in: 0, first_wrong: null as string | null };
  await inParallel(lines, HANDS, async (line) => {
    for (const planned of line) {
      const calls = Array.from({ length: planned.copies }, () => call(url, planned.callback).catch(() => null));
      for (const answer of await Promise.all(calls)) {
        const isRight = planned.isProven ? answer?.status === 200 : [401, 429].includes(answer?.status ?? 0);
        if (isRight) continue;
        if (planned.isProven) answers.proven_not_200 += 1;
        else answers.unproven_let_in += 1;
        answers.first_wrong ??= `${planned.what}: ${answer ? `${answer.status} ${answer.text.slice(0, 200)}` : 'cut'}`;
      }
    }
  });
  return answers;
}

async function judge(
  { database, texts }: Stage,
  plan: CallbackPlan,
  planned: Planned[],
  answers: Record<string, unknown>,
  { wanted, early }: { wanted: number; early: number },
): Promise<Outcome> {
  const posts = planned.reduce((sum, { copies }) => sum + copies, 0);
  const sent = await compareTexts(database, texts);
  const compared = await compareWithModel(database, plan);
  const figures = {
    ...{ callbacks: posts, different: planned.length, early_reports: early },
    duplicates_percent: Math.round((100 * (posts - planned.length + plan.resent)) / posts),
    unproven: planned.filter(({ isProven }) => !isProven).length,
    ...answers,
    ...compared,
    unproven_rows: await count(database, "SELECT count(*) AS n FROM callbacks WHERE fields LIKE '%forged-%'"),
    unproven_texts: await count(database, "SELECT count(*) AS n FROM messages WHERE carrier_id LIKE 'forged-%'"),
    wrongly_concluded: await check.countWronglyConcluded(database),
    contracts_stuck: await check.countStuck(database),
    texts_repeated: sent.repeated,
    texts_unsettled: sent.unsettled,
    chains_broken: (await listBrokenChains(database)).length,
    integrity: await integrityOf(database),
  };
  const none = `proven_not_200 unproven_let_in off_the_model callback_rows_off heard_rows_off unproven_rows
    unproven_texts wrongly_concluded contracts_stuck texts_repeated texts_unsettled chains_broken`;
  const target = { ...allZero(none), integrity: 'ok' };
  return {
    figures,
    target: { ...target, callbacks: { atLeast: wanted }, duplicates_percent: { atLeast: 25 } },
  };
}
