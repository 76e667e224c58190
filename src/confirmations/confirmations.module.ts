import { Module } from '@nestjs/common';
import { ContractsModule } from '../contracts/contracts.module.js';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { AskingService } from './asking.service.js';
import { ConclusionsService } from './conclusions.service.js';
import { DecisionsService } from './decisions.service.js';
import { ExpiryWorker } from './expiry.worker.js';
import { MovesService } from './moves.service.js';
import { NoticesService } from './notices.service.js';
import { OneTimeCodesService } from './one-time-codes.service.js';
import { PhoneAnswersService } from './phone-answers.service.js';
import { ProposalsService } from './proposals.service.js';
import { RepliesService } from './replies.service.js';
import { ReplyAnswersService } from './reply-answers.service.js';
import { ReplyMatchingService } from './reply-matching.service.js';
import { VersionsService } from './versions.service.js';

@Module({
  imports: [ContractsModule, EvidenceModule, MessagingModule],
  providers: [
    ...[AskingService, NoticesService, VersionsService, ProposalsService, MovesService, ExpiryWorker],
    ...[ConclusionsService, DecisionsService, OneTimeCodesService, PhoneAnswersService],
    ...[RepliesService, ReplyAnswersService, ReplyMatchingService],
  ],
  exports: [ProposalsService, MovesService, PhoneAnswersService, RepliesService, ExpiryWorker],
})
export class ConfirmationsModule {}
