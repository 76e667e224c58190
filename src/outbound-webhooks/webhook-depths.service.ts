/** How much waits for receivers of webhooks, and how they do, for whoever watches this service. */
import { Inject, Injectable } from '@nestjs/common';
import { Reads } from '../transactions/reads.js';

// Of a longer queue nobody needs to know how long: counting it would hold up everybody else.
const MOST_COUNTED = 100_000;

export interface WebhookDepths {
  waiting: number;
  /** How long the oldest has been due. */
  ageSeconds: number;
  endpoints: Record<'sound' | 'failing' | 'disabled', number>;
}

@Injectable()
export class WebhookDepthsService {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  async get(now: number): Promise<WebhookDepths> {
    // CROSS: SQLite keeps to this order, from the few endpoints that are due to what waits for them.
    const [deliveries] = await this.reads.sql<Count>`SELECT count(*) AS n FROM
      (SELECT 1 FROM webhook_endpoints e CROSS JOIN webhook_deliveries d
        WHERE e.due_at IS NOT NULL AND d.endpoint_id = e.id AND d.status = 'waiting' LIMIT ${MOST_COUNTED}) AS counted`;
    const [oldest] = await this.reads.sql<{ due_at: string }>`SELECT due_at FROM webhook_endpoints
      WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1`;
    return {
      waiting: Number(deliveries!.n),
      ageSeconds: oldest ? Math.max(0, (now - Date.parse(oldest.due_at)) / 1_000) : 0,
      endpoints: await this.countEndpoints(),
    };
  }

  private async countEndpoints(): Promise<WebhookDepths['endpoints']> {
    const rows = await this.reads.sql<Count & { state: keyof WebhookDepths['endpoints'] }>`SELECT
        CASE WHEN disabled_at IS NOT NULL THEN 'disabled' WHEN failing_since IS NOT NULL THEN 'failing' ELSE 'sound' END
          AS state, count(*) AS n
      FROM webhook_endpoints WHERE deleted_at IS NULL GROUP BY 1`;
    const counted = Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
    return { sound: 0, failing: 0, disabled: 0, ...counted };
  }
}

type Count = { n: number | string };
