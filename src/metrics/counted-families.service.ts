/** What rooms count as it happens: texts, webhooks, writes, open streams. */
import { Inject, Injectable } from '@nestjs/common';
import { RequestCounts } from '../measures/request-counts.js';
import { OutcomesService } from '../messaging/outcomes.service.js';
import { SettlementsService } from '../outbound-webhooks/settlements.service.js';
import { EventStreamsService } from '../rest/event-streams.service.js';
import { Transactions } from '../transactions/tx.js';
import { counter, type Family, gauge, histogram } from './family.js';
import { requestFamilies } from './request-families.js';

@Injectable()
export class CountedFamiliesService {
  constructor(
    @Inject(RequestCounts) private readonly requests: RequestCounts,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(OutcomesService) private readonly outcomes: OutcomesService,
    @Inject(SettlementsService) private readonly webhooks: SettlementsService,
    @Inject(EventStreamsService) private readonly streams: EventStreamsService,
  ) {}

  list(): Family[] {
    return [...requestFamilies(this.requests), ...this.listTexts(), ...this.listWrites(), ...this.listTold()];
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
    const { waitingCount, waitedSeconds, groupSizes, refusals } = this.transactions;
    return [
      gauge('ndiyo_writes_waiting', 'Writes whose transaction has not begun.', [waitingCount]),
      histogram('ndiyo_write_wait_seconds', 'How long writes waited until their transaction began.', [waitedSeconds]),
      histogram('ndiyo_write_group_size', 'Writes that were committed together (SQLite).', [groupSizes]),
      counter('ndiyo_write_refusals_total', 'Times a write was refused: disk, database or queue.', [refusals]),
    ];
  }

  private listTold(): Family[] {
    const attempts = this.webhooks.attempts.list().map(([result, n]) => [n, { result }] as const);
    return [
      counter('ndiyo_webhook_attempts_total', 'Attempts to deliver a webhook, by what came of them.', ...attempts),
      gauge('ndiyo_event_streams', 'Streams of events that are open.', [this.streams.openCount]),
    ];
  }
}
