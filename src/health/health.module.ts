import { Module } from '@nestjs/common';
import { LogGuardModule } from '../audit/audit.module.js';
import { ConfirmationsModule } from '../confirmations/confirmations.module.js';
import { HealthController } from './health.controller.js';
import { ReadinessService } from './readiness.service.js';

@Module({
  imports: [ConfirmationsModule, LogGuardModule],
  controllers: [HealthController],
  providers: [ReadinessService],
})
export class HealthModule {}
