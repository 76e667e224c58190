/** What rooms count as it happens: texts, webhooks, writes. */
import { Inject, Injectable } from '@nestjs/common';
import { OutcomesService } from '../messaging/outcomes.service.js';
import { SettlementsService } from '../outbound-webhooks/settlements.service.js';
import { Transactions } from '../transactions/tx.js';
import { counter, type Family, gauge, histogram } from './family.js';

@Injectable()
export class CountedFamiliesService {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(OutcomesService) private readonly outcomes: OutcomesService,
    @Inject(SettlementsService) private readonly webhooks: SettlementsService,
  ) {}

  list(): Family[] {
    return [...this.listTexts(), ...this.listWrites(), ...this.listTold()];
  }

  private listTexts(): Family[] {
    const { states, segments, costs } = this.outcomes.counts;
    const byState = states.list().map(([state, n]) => [n, { state }] as const);
    const byCurrency = costs.map(({ currency, amount }) => [Number(amount), { currency }] as const);
    return [
      counter('ndiyo_sms_texts_total', 'Texts that came to a state.', ...byState),
      counter('ndiyo_sms_segments_total', 'Segments of texts that the carrier took.', [segments]),
      counter('ndiyo_sms_cost_total', 'What the carrier said those texts cost, in the currency.', ...byCurrency),
    ];
  }

  private listWrites(): Family[] {
    const { waitingCount, waitedSeconds, committedSeconds, groupSizes, refusals } = this.transactions;
    return [
      gauge('ndiyo_writes_waiting', 'Writes whose transaction has not begun.', [waitingCount]),
      histogram('ndiyo_write_wait_seconds', 'How long writes waited until their transaction began.', [waitedSeconds]),
      histogram('ndiyo_write_commit_seconds', 'From the beginning of a transaction until it was durable.', [
        committedSeconds,
      ]),
      histogram('ndiyo_write_group_size', 'Writes that were committed together (SQLite).', [groupSizes]),
      counter('ndiyo_write_refusals_total', 'Times a write was refused: disk, database or queue.', [refusals]),
      ...this.listConnections(),
    ];
  }

  /** Nothing on SQLite. */
  private listConnections(): Family[] {
    const { connections } = this.transactions;
    if (connections === null) return [];
    const { busy, idle, most } = connections;
    const byState = [[busy, { state: 'busy' }] as const, [idle, { state: 'idle' }] as const];
    return [
      gauge('ndiyo_database_connections', 'To PostgreSQL, by what they do.', ...byState),
      gauge('ndiyo_database_connections_most', 'How many there may be.', [most]),
    ];
  }

  private listTold(): Family[] {
    const attempts = this.webhooks.attempts.list().map(([result, n]) => [n, { result }] as const);
    return [
      counter('ndiyo_webhook_attempts_total', 'Attempts to deliver a webhook, by what came of them.', ...attempts),
    ];
  }
}
