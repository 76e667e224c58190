/**
 * F36: SMS pumping. Strangers make an open deployment text countries that it does not serve, premium and fixed numbers,
 * and numbers in a row that never answer; then they use up the day's budget. What the carrier got is counted.
 */
import { accept } from '../test/fakes/fake-carrier.js';
import { signed, smsCallback } from './harness/callbacks.js';
import { type Answer, bodyOf, call, postJson } from './harness/client.js';
import { inParallel } from './harness/crew.js';
import { count, integrityOf } from './harness/database.js';
import { Random } from './harness/random.js';
import { segmentsSent } from './harness/segments-sent.js';
import { type Stage, setStage, untilQuiet } from './harness/stage.js';
import { allZero, bothEngines, type Outcome } from './harness/verdict.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const BUDGET = 50;
const UNANSWERED = 20;
const SILENT = '+254712';
const OTHERS = ['+254722', '+254733', '+254745', '+254110'];
const LATER_S = 62 * 60; // a text counts as unanswered after an hour
const CROWD = 2_000;
const CROWD_SHORT = 60;
const HANDS = 16;

const UNLISTED = [
  ...['+256772123456', '+255712345678', '+2348031234567', '+923012345678', '+12015550123', '+447400123456'],
  ...['+79161234567', '+37259012345', '+37121234567', '+9607712345', '+881612345678', '+882161234567'],
];
const UNTEXTABLE = [
  '+254900223344',
  '+254202012345',
  '+254590123456',
  '+254800720021',
  '+19005550123',
  '+447012345678',
];

/** An open community deployment, with its own defaults but for the figures of this drill. */
const OPEN = {
  ...{ ENVIRONMENT: 'production', AUTH: 'none', CONFIRM_CODE: 'required', HOST: '127.0.0.1', LOG_LEVEL: 'error' },
  ...{ THROTTLE: 'on', THROTTLE_CREATE: '1000000', THROTTLE_OTHERS: '1000000' },
  ...{ SMS_BUDGET: String(BUDGET), SMS_UNANSWERED_LIMIT: String(UNANSWERED) },
};

export async function pumping({ isShort, seed, postgresUrl }: DrillOptions): Promise<Outcome> {
  const crowd = isShort ? CROWD_SHORT : CROWD;
  if (isShort && postgresUrl) return onOneEngine(postgresUrl, crowd, seed); // where several transactions spend at once
  const onSqlite = await onOneEngine(null, crowd, seed);
  return bothEngines(onSqlite, postgresUrl ? await onOneEngine(postgresUrl, crowd, seed) : null);
}

async function onOneEngine(postgresUrl: string | null, crowd: number, seed: number): Promise<Outcome> {
  const tenOClock = new Date(`${new Date().toISOString().slice(0, 10)}T10:00:00Z`); // far from any midnight
  const shiftS = Math.round((tenOClock.getTime() - Date.now()) / 1_000);
  const stage = await setStage({ postgresUrl, env: { ...OPEN, ...clock(shiftS) } });
  const pumps = new Pumps(stage, new Random(seed));
  await pumps.createAll(Array.from({ length: UNANSWERED / 2 }, () => pumps.inARow(SILENT, 2)));
  await untilQuiet(stage.database);
  say(
    `${stage.database.engine}: ${stage.carrier.journal.length} texts to ${SILENT}…, none is answered; an hour passes`,
  );
  for (const service of stage.services) await service.stop();
  for (const service of stage.services) await service.start(clock(shiftS + LATER_S));
  const refused = await pumps.createAll(Array.from({ length: 20 }, () => pumps.inARow(SILENT, 2)));
  const strange = [...UNLISTED, ...UNTEXTABLE].flatMap((one) => [
    [one, pumps.next(OTHERS[0]!)],
    [one, `${one}0`],
  ]);
  const refusedStrange = await pumps.createAll(strange);
  await pumps.answerFrom(SILENT);
  const [afterAnswer] = await pumps.createAll([pumps.inARow(SILENT, 2)]);
  await pumps.spendAll(crowd);
  await untilQuiet(stage.database);
  await stage.close();
  return judge(stage, pumps, {
    paused_tries: refused.length,
    paused_let_in: letIn(refused),
    paused_otherwise: refused.filter((one) => kindOf(one) !== 'prefix-paused').length,
    strange_tries: refusedStrange.length,
    strange_let_in: letIn(refusedStrange),
    answered_let_in: afterAnswer?.status === 201 ? 1 : 0,
  });
}

const clock = (shiftS: number): Record<string, string> => ({
  NODE_OPTIONS: `--import=${new URL('./harness/shifted-clock.js', import.meta.url).href}`,
  DRILL_CLOCK_SHIFT_S: String(shiftS),
});

const letIn = (answers: Answer[]): number => answers.filter(({ status }) => status < 400).length;
const kindOf = (answer: Answer): string => String(bodyOf(answer)?.type).replace('/problems/', '');

class Pumps {
  readonly refusedBy: Record<string, number> = {};
  estimated = 0;
  unexpected: string | null = null;
  private readonly made: { id: string; token: string }[] = [];
  private numbers = 0;

  constructor(
    private readonly stage: Stage,
    private readonly random: Random,
  ) {
    stage.carrier.answerWith(accept());
  }

  next(prefix: string): string {
    this.numbers += 1;
    return `${prefix}${String(this.numbers).padStart(6, '0')}`;
  }

  inARow(prefix: string, parties: number): string[] {
    return Array.from({ length: parties }, () => this.next(prefix));
  }

  async createAll(list: string[][]): Promise<Answer[]> {
    const answers: Answer[] = [];
    await inParallel(list, HANDS, async (numbers) => {
      const parties = numbers.map((phone_number) => ({ phone_number, role: 'other', name: 'Farmer' }));
      const body = { contract_type: 'other', terms: { product: 'Maize' }, parties };
      const answer = await this.post('', body, {});
      answers.push(answer);
      const { contract_id: id, manage_token: token } = bodyOf(answer) ?? {};
      if (answer.status === 201) this.made.push({ id, token });
    });
    return answers;
  }

  /** Contracts of all sizes at once, until none fits; then single texts, so that nothing is left over. */
  async spendAll(crowd: number): Promise<void> {
    const sizes = Array.from({ length: crowd }, () => 2 + this.random.below(4));
    await this.createAll(sizes.map((size) => this.inARow(this.random.pick(OTHERS), size)));
    await inParallel(this.made, HANDS, async ({ id, token }) => {
      await this.post(`/${id}/resend`, { party_id: 'p1' }, { Authorization: `Bearer ${token}` });
    });
    await this.createAll(Array.from({ length: HANDS }, () => this.inARow(OTHERS[0]!, 2)));
  }

  async answerFrom(prefix: string): Promise<void> {
    const text = { from: this.next(prefix), text: 'Who is this?', id: 'an answer' };
    await call(this.random.pick(this.stage.services).url, smsCallback(text, signed(this.stage.webhookSecret)));
  }

  private async post(path: string, body: object, headers: Record<string, string>): Promise<Answer> {
    const { url } = this.random.pick(this.stage.services);
    const answer = await postJson(url, `/api/v1/contracts${path}`, JSON.stringify(body), headers);
    if (answer.status < 300) this.estimated += bodyOf(answer)?.estimated_segments ?? 0;
    else this.refusedBy[kindOf(answer)] = (this.refusedBy[kindOf(answer)] ?? 0) + 1;
    if (answer.status >= 500) this.unexpected ??= `${answer.status} ${answer.text.slice(0, 200)}`;
    return answer;
  }
}

async function judge(stage: Stage, pumps: Pumps, tried: Record<string, number>): Promise<Outcome> {
  const { database, carrier, services } = stage;
  const sentTo = carrier.journal.map(({ form }) => form.to ?? '');
  const eventsOf = (type: string) => count(database, 'SELECT count(*) AS n FROM account_events WHERE type = ?', type);
  const lines = services.flatMap((service) => service.lastOutput.split('\n'));
  const told = (words: string) => lines.filter((line) => line.includes(words)).length;
  const figures = {
    ...tried,
    refused_by: pumps.refusedBy,
    unlisted_sent: sentTo.filter((to) => !to.startsWith('+254')).length,
    untextable_sent: sentTo.filter((to) => UNTEXTABLE.includes(to)).length,
    segments_sent: segmentsSent(carrier),
    segments_estimated: pumps.estimated,
    segments_taken: await count(database, 'SELECT sum(segments) AS n FROM segment_budgets'),
    ...{ budget_events: await eventsOf('budget.spent'), budget_lines: told('a text did not fit') },
    ...{ paused_events: await eventsOf('prefix.paused'), paused_lines: told(`nobody is asked at ${SILENT}`) },
    resumed_events: await eventsOf('prefix.resumed'),
    first_unexpected: pumps.unexpected,
    integrity: await integrityOf(database),
  };
  const target = {
    ...allZero('unlisted_sent untextable_sent strange_let_in paused_let_in paused_otherwise'),
    ...{ segments_sent: BUDGET, segments_estimated: BUDGET, segments_taken: BUDGET },
    ...{ budget_events: 1, budget_lines: 1, paused_events: 1, paused_lines: 1, resumed_events: 1, answered_let_in: 1 },
    integrity: database.engine === 'sqlite' ? 'ok' : 'not asked',
  };
  return {
    figures: { ...figures, unexpected: pumps.unexpected === null ? 0 : 1 },
    target: { ...target, unexpected: 0 },
  };
}
