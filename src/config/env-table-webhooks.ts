/** Variables of the webhooks we send. */
import * as kind from './env-kinds.js';
import { row } from './env-row.js';

export const webhooks = {
  WEBHOOK_RETENTION: row(
    kind.duration().default('30d'),
    'how long deliveries of webhooks are kept, with bodies and answers; 10m to 90d',
    '30d',
  ),
};
