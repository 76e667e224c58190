import { Module } from '@nestjs/common';
import { CertificatesModule } from '../certificates/certificates.module.js';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { LogModule } from '../log/log.module.js';
import { AssetsController } from './assets.controller.js';
import { HomeController } from './home.controller.js';
import { PagesController } from './pages.controller.js';
import { ReceiptsController } from './receipts.controller.js';
import { SiteService } from './site.service.js';
import { VerifyPageController } from './verify-page.controller.js';

@Module({
  imports: [EvidenceModule, CertificatesModule, LogModule],
  controllers: [HomeController, AssetsController, PagesController, ReceiptsController, VerifyPageController],
  providers: [SiteService],
  exports: [SiteService],
})
export class PagesModule {}
