/** Variables of the metrics' own listener. */
import * as kind from './env-kinds.js';
import { row } from './env-row.js';

export const metrics = {
  METRICS_PORT: row(
    kind.integer(0, 65_535).optional(),
    'port that serves /metrics alone, without a credential; unset: none',
    '9464',
  ),
  METRICS_HOST: row(
    kind.pattern('an IP address or a host name', /^[\w.:%-]{1,253}$/).default('127.0.0.1'),
    'address that METRICS_PORT listens on; 127.0.0.1',
    '127.0.0.1',
  ),
};
