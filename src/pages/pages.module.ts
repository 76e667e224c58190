import { Module } from '@nestjs/common';
import { CertificatesModule } from '../certificates/certificates.module.js';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { AssetsController } from './assets.controller.js';
import { PagesController } from './pages.controller.js';
import { ReceiptsController } from './receipts.controller.js';
import { VerifyPageController } from './verify-page.controller.js';

@Module({
  imports: [EvidenceModule, CertificatesModule],
  controllers: [AssetsController, PagesController, ReceiptsController, VerifyPageController],
})
export class PagesModule {}
