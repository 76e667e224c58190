import { Module } from '@nestjs/common';
import { LogService } from './log.service.js';
import { LogWorker } from './log.worker.js';
import { LogGuardService } from './log-guard.service.js';
import { SequencerService } from './sequencer.service.js';

@Module({
  providers: [SequencerService, LogWorker, LogGuardService, LogService],
  exports: [LogWorker, LogService],
})
export class LogModule {}
