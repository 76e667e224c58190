import { Module } from '@nestjs/common';
import { ConfirmationsModule } from '../confirmations/confirmations.module.js';
import { HealthController } from './health.controller.js';
import { ReadinessService } from './readiness.service.js';

@Module({ imports: [ConfirmationsModule], controllers: [HealthController], providers: [ReadinessService] })
export class HealthModule {}
