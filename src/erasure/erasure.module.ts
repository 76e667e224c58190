import { Module } from '@nestjs/common';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { ErasureService } from './erasure.service.js';

@Module({ imports: [EvidenceModule], providers: [ErasureService], exports: [ErasureService] })
export class ErasureModule {}
