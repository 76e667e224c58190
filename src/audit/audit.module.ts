import { Module } from '@nestjs/common';
import { LogModule } from '../log/log.module.js';
import { LogAuditService } from './log-audit.service.js';
import { LogGuardService } from './log-guard.service.js';
import { RecordAuditService } from './record-audit.service.js';

@Module({
  imports: [LogModule],
  providers: [LogAuditService, RecordAuditService],
  exports: [LogAuditService, RecordAuditService],
})
export class AuditModule {}

/** For the service alone: commands also look at a log that does not hold. */
@Module({ imports: [LogModule, AuditModule], providers: [LogGuardService], exports: [LogGuardService] })
export class LogGuardModule {}
