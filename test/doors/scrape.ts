/** Reads /metrics as a Prometheus does. */
import type { Http } from '../http.js';
import { Metrics } from './metrics-text.js';

export async function scrape(http: Http): Promise<Metrics> {
  const answer = await http.get('/metrics');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return new Metrics(answer.text);
}

export const labelsOf = (metrics: Metrics, family: string, label: string) => [
  ...new Set(metrics.family(family).samples.map(({ labels }) => labels[label])),
];
