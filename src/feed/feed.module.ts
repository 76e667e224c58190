import { Module } from '@nestjs/common';
import { LogModule } from '../log/log.module.js';
import { AccountEventsService } from './account-events.service.js';
import { FeedService } from './feed.service.js';
import { FeedWorker } from './feed.worker.js';

@Module({
  imports: [LogModule],
  providers: [FeedWorker, FeedService, AccountEventsService],
  exports: [FeedWorker, FeedService, AccountEventsService],
})
export class FeedModule {}
