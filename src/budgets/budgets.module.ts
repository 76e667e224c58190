import { Module } from '@nestjs/common';
import { FeedModule } from '../feed/feed.module.js';
import { PausedPrefixesService } from './paused-prefixes.service.js';
import { TextBudgetsService } from './text-budgets.service.js';
import { TextLimitsService } from './text-limits.service.js';
import { TextTrafficService } from './text-traffic.service.js';
import { UsageService } from './usage.service.js';

@Module({
  imports: [FeedModule],
  providers: [PausedPrefixesService, TextBudgetsService, TextLimitsService, TextTrafficService, UsageService],
  exports: [PausedPrefixesService, TextLimitsService, UsageService],
})
export class BudgetsModule {}
