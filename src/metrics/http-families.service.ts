/** What was asked over HTTP, what is worked on, and what was turned away. */
import { Inject, Injectable } from '@nestjs/common';
import { Admission } from '../admission/admission.js';
import { RequestCounts } from '../measures/request-counts.js';
import { EventStreamsService } from '../rest/event-streams.service.js';
import { counter, type Family, gauge } from './family.js';
import { requestFamilies } from './request-families.js';

@Injectable()
export class HttpFamiliesService {
  constructor(
    @Inject(RequestCounts) private readonly requests: RequestCounts,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(EventStreamsService) private readonly streams: EventStreamsService,
  ) {}

  list(): Family[] {
    const { atWork, turnedAway } = this.admission;
    const working = Object.entries(atWork).map(([kind, n]) => [n, { kind }] as const);
    const away = turnedAway.list().map(([kind, n]) => [n, { kind }] as const);
    return [
      ...requestFamilies(this.requests),
      gauge('ndiyo_http_requests_at_work', 'Requests that are worked on.', ...working),
      counter('ndiyo_http_turned_away_total', 'Requests answered 503 because too many were worked on.', ...away),
      gauge('ndiyo_event_streams', 'Streams of events that are open.', [this.streams.openCount]),
    ];
  }
}
