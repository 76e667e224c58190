import { Module } from '@nestjs/common';
import { BudgetsModule } from '../budgets/budgets.module.js';
import { ContractsModule } from '../contracts/contracts.module.js';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { AskingService } from './asking.service.js';
import { ConclusionsService } from './conclusions.service.js';
import { CorroborationsService } from './corroborations.service.js';
import { DecisionsService } from './decisions.service.js';
import { ExpiryWorker } from './expiry.worker.js';
import { MovesService } from './moves.service.js';
import { NoticesService } from './notices.service.js';
import { ProposalsService } from './proposals.service.js';
import { RemindersService } from './reminders.service.js';
import { RemindersWorker } from './reminders.worker.js';
import { UnreachedService } from './unreached.service.js';
import { VersionsService } from './versions.service.js';

@Module({
  imports: [BudgetsModule, ContractsModule, EvidenceModule, MessagingModule],
  providers: [
    ...[AskingService, NoticesService, VersionsService, ProposalsService, MovesService, ExpiryWorker],
    ...[ConclusionsService, CorroborationsService, DecisionsService, UnreachedService],
    ...[RemindersService, RemindersWorker],
  ],
  exports: [
    ...[AskingService, VersionsService, ProposalsService, MovesService, ExpiryWorker],
    ...[CorroborationsService, DecisionsService],
  ],
})
export class ConfirmationsModule {}
