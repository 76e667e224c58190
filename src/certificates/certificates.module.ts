import { Module } from '@nestjs/common';
import { CertificatesService } from './certificates.service.js';
import { DrawingDeskService } from './drawing-desk.service.js';

@Module({ providers: [CertificatesService, DrawingDeskService], exports: [CertificatesService] })
export class CertificatesModule {}
