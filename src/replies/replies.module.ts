import { Module } from '@nestjs/common';
import { BudgetsModule } from '../budgets/budgets.module.js';
import { ConfirmationsModule } from '../confirmations/confirmations.module.js';
import { ContractsModule } from '../contracts/contracts.module.js';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { OneTimeCodesService } from './one-time-codes.service.js';
import { PhoneAnswersService } from './phone-answers.service.js';
import { RepliesService } from './replies.service.js';
import { ReplyAnswersService } from './reply-answers.service.js';
import { ReplyMatchingService } from './reply-matching.service.js';
import { ReviewsService } from './reviews.service.js';

@Module({
  imports: [BudgetsModule, ContractsModule, EvidenceModule, ConfirmationsModule, MessagingModule],
  providers: [
    ...[RepliesService, ReplyAnswersService, ReplyMatchingService],
    ...[OneTimeCodesService, PhoneAnswersService, ReviewsService],
  ],
  exports: [RepliesService, PhoneAnswersService, ReviewsService],
})
export class RepliesModule {}
