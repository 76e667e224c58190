/** What was asked over HTTP. */
import type { RequestCounts, RouteCount } from '../measures/request-counts.js';
import { counter, type Family, histogram } from './family.js';

// Their answers last as long as somebody follows them: that is no measure of anything.
const ENDLESS = '/api/v1/events';
const CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'];

export function requestFamilies(counts: RequestCounts): Family[] {
  const routes = counts.list();
  return [
    counter('ndiyo_http_requests_total', 'Requests answered, by route and class.', ...routes.flatMap(classes)),
    histogram(
      'ndiyo_http_request_duration_seconds',
      'From the arrival of a request until its answer was written. Event streams are left out.',
      ...routes.filter(({ route }) => route !== ENDLESS).map(durations),
    ),
  ];
}

/** The four common classes from the first request on, so that the first error is seen as an increase. */
const classes = ({ method, route, byClass }: RouteCount) =>
  CLASSES.map((status, i) => [byClass[i]!, { method, route, status }] as const).filter(
    ([count, { status }]) => count > 0 || status !== '1xx',
  );

const durations = ({ method, route, seconds }: RouteCount): [RouteCount['seconds'], Record<string, string>] => [
  seconds,
  { method, route },
];
