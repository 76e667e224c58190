import { Module } from '@nestjs/common';
import { CertificatesModule } from '../certificates/certificates.module.js';
import { ConfirmationsModule } from '../confirmations/confirmations.module.js';
import { ConsoleModule } from '../console/console.module.js';
import { ContractsModule } from '../contracts/contracts.module.js';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { RepliesModule } from '../replies/replies.module.js';
import { RestModule } from '../rest/rest.module.js';
import { ContractController } from './contract.controller.js';
import { ContractListController } from './contract-list.controller.js';
import { ContractLookService } from './contract-look.service.js';
import { ContractRecordsController } from './contract-records.controller.js';
import { ReviewController } from './review.controller.js';

@Module({
  imports: [
    ...[ConsoleModule, ContractsModule, RestModule],
    ...[CertificatesModule, ConfirmationsModule, EvidenceModule, MessagingModule, RepliesModule],
  ],
  controllers: [ContractListController, ContractController, ContractRecordsController, ReviewController],
  providers: [ContractLookService],
})
export class ConsoleContractsModule {}
