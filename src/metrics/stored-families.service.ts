/** What stands in the database: looked at no oftener than every few seconds, however often somebody asks. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { dayOf } from '../budgets/text-budgets.service.js';
import { UsageService } from '../budgets/usage.service.js';
import { WebhookDepthsService } from '../outbound-webhooks/webhook-depths.service.js';
import { OutboxDepthsService } from '../outbox/outbox-depths.service.js';
import { type Family, gauge } from './family.js';

const KEPT_MS = 5_000;
const DUE = 'How long the oldest of them has been due; 0 when none is.';

@Injectable()
export class StoredFamiliesService {
  private readonly log = new Logger('metrics');
  private looked: Promise<Family[]> = Promise.resolve([]);
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(OutboxDepthsService) private readonly outbox: OutboxDepthsService,
    @Inject(WebhookDepthsService) private readonly webhooks: WebhookDepthsService,
    @Inject(UsageService) private readonly usage: UsageService,
  ) {}

  list(): Promise<Family[]> {
    const now = performance.now();
    if (now - this.lookedAt < KEPT_MS) return this.looked;
    this.lookedAt = now;
    this.looked = this.look(new Date());
    return this.looked;
  }

  /** A database that is away takes its own figures from the page, and no others. */
  private async look(now: Date): Promise<Family[]> {
    const isReadable = (is: 0 | 1) => gauge('ndiyo_database_readable', '1 when these figures could be read.', [is]);
    try {
      const families = [await this.outboxOf(now), await this.webhooksOf(now), await this.budgetsOf(now)];
      return [...families.flat(), isReadable(1)];
    } catch (error) {
      this.log.warn(`cannot read what waits: ${(error as Error).message}`);
      return [isReadable(0)];
    }
  }

  private async outboxOf(now: Date): Promise<Family[]> {
    const depths = await this.outbox.list(now.getTime());
    const each = (value: (depth: (typeof depths)[number]) => number) =>
      depths.map((depth) => [value(depth), { topic: depth.topic }] as const);
    return [
      gauge('ndiyo_outbox_waiting', 'Items that wait to leave, counted to 100000.', ...each(({ waiting }) => waiting)),
      gauge('ndiyo_outbox_dead', 'Items that were given up, counted to 100000.', ...each(({ dead }) => dead)),
      gauge('ndiyo_outbox_oldest_due_seconds', DUE, ...each(({ ageSeconds }) => ageSeconds)),
      gauge('ndiyo_outbox_halted', '1 while its carrier is away.', ...each(({ isHalted }) => (isHalted ? 1 : 0))),
    ];
  }

  private async webhooksOf(now: Date): Promise<Family[]> {
    const { waiting, ageSeconds, endpoints } = await this.webhooks.get(now.getTime());
    const byState = Object.entries(endpoints).map(([state, n]) => [n, { state }] as const);
    return [
      gauge('ndiyo_webhook_deliveries_waiting', 'Webhooks that wait to leave, counted to 100000.', [waiting]),
      gauge('ndiyo_webhook_oldest_due_seconds', DUE, [ageSeconds]),
      gauge('ndiyo_webhook_endpoints', 'Endpoints, by how they do.', ...byState),
    ];
  }

  /** Nothing where there is no budget. */
  private async budgetsOf(now: Date): Promise<Family[]> {
    const budgets = await this.usage.listBudgets(dayOf(now));
    const each = (name: 'used' | 'limit') => budgets.map((budget) => [budget[name], { of: budget.of }] as const);
    return [
      gauge('ndiyo_sms_budget_used_segments', "Segments taken from today's budget (UTC).", ...each('used')),
      gauge('ndiyo_sms_budget_segments', "Today's budget.", ...each('limit')),
    ];
  }
}
